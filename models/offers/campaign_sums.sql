-- One row per campaign whose outcome this month's exports show, group of its customers,
-- stratum of the risk and side of the draw: counts and sums.
{% set summed = [
    'risk', 'risk_squared', 'planned', 'profit_before', 'profit_after',
    'profit_before_squared', 'profit_after_squared', 'profit_before_after',
] %}
with

outcomes as (

    select
        *,
        'all' as all_customers,
        case when is_main_comparison then 'large_planned_effect' end as main_comparison

    from {{ ref('campaign_outcomes') }}
    where outcome_month = '{{ campaign() }}'

),

final as (
    {% for dimension in campaign_dimensions() %}
    {% set value = 'all_customers' if dimension == 'all' else dimension %}
    select
        campaign,
        outcome_month,
        '{{ dimension }}' as dimension,
        {{ value }} as value,
        stratum,
        is_holdout,
        cast(sum(customers) as bigint) as customers,
        cast(sum(case when activity = 'unknown' then 0 else customers end) as bigint) as outcomes,
        cast(sum(case when activity = 'decreased' then customers else 0 end) as bigint) as decreased,
        cast(sum(profits) as bigint) as profits,
        cast(sum(treated_since) as bigint) as treated_since
        {%- for name in summed %},
        cast(sum(cast({{ name }} as decimal(38, 12))) as double) as {{ name }}
        {%- endfor %}

    from outcomes
    where {{ value }} is not null
    group by campaign, outcome_month, {{ value }}, stratum, is_holdout
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
