-- One row per month, segment and customer of it: the measures of engagement. The segment `all`
-- holds everybody.
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

    select
        memberships.as_of,
        memberships.segment,
        memberships.customer_id
        {%- for measure in engagement_measures() %},
        cast(features.{{ measure }} as double) as {{ measure }}
        {%- endfor %}

    from memberships
    inner join features
        on memberships.as_of = features.as_of
        and memberships.customer_id = features.customer_id

)

select * from final
