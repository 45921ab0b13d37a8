-- One row per active customer and feature: what the feature adds to the log-odds of the
-- fitted model. With the intercept the rows of a customer sum to its log-odds. Of more
-- customers than reasons_in_full_max, the three features that add most.
with

contributions as (

    select * from {{ ref('customer_contributions') }}

),

is_in_full as (

    select 1 as one
    from contributions
    having count(*) <= {{ var('reasons_in_full_max') }}

),

is_cut as (

    select 1 as one
    from contributions
    having count(*) > {{ var('reasons_in_full_max') }}

),

in_full as (
    {% for feature in feature_columns() %}
    select
        customer_id,
        '{{ feature }}' as feature,
        {{ feature }} as contribution

    from contributions
    cross join is_in_full
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

cut as (
    {% for rank in [1, 2, 3] %}
    select
        customer_id,
        reason_{{ rank }} as feature,
        case reason_{{ rank }}
            {%- for feature in feature_columns() %}
            when '{{ feature }}' then {{ feature }}
            {%- endfor %}
        end as contribution,
        {{ rank }} as rank

    from contributions
    cross join is_cut
    where reason_{{ rank }} is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

final as (

    select
        customer_id,
        feature,
        contribution,
        row_number() over (
            partition by customer_id
            order by contribution desc, feature nulls last
        ) as rank

    from in_full

    union all

    select
        customer_id,
        feature,
        contribution,
        cast(rank as bigint) as rank

    from cut

)

select * from final
