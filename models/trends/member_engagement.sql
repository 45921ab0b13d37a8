-- One row per month, segment, customer of it and measure of engagement that is known. The
-- segment `all` holds everybody.
{% set measures = ['pages_per_visit', 'minutes_current_month', 'categories_per_visit'] %}
with

features as (

    select * from {{ ref('feature_history') }}

),

memberships as (

    select
        as_of,
        customer_id,
        segment

    from {{ ref('segment_history') }}
    union all
    select
        as_of,
        customer_id,
        'all' as segment

    from features

),

final as (

    {% for measure in measures %}
    select
        memberships.as_of,
        memberships.segment,
        memberships.customer_id,
        '{{ measure }}' as measure,
        features.{{ measure }} as engagement

    from memberships
    inner join features
        on memberships.as_of = features.as_of
        and memberships.customer_id = features.customer_id
    where features.{{ measure }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
