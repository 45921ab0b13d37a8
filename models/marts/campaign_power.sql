-- One row per group of a campaign (all, by channel, segment and offer): how small a
-- difference between treated and control it can tell, before anything is sent.
{# Quantiles of the normal distribution: a test at 5 %, two-sided, sees the difference four times
   in five. #}
{% set z_of_significance, z_of_power = 1.959964, 0.841621 %}
with

customers as (

    select * from {{ ref('customer_offers') }}

),

grouped as (
    {% for dimension, value in campaign_dimensions().items() %}
    select
        '{{ dimension }}' as dimension,
        {{ value }} as value,
        sum(case when is_holdout then 0 else 1 end) as treated,
        sum(case when is_holdout then 1 else 0 end) as control,
        {{ exact_avg('churn_risk') }} as expected_share_decreased,
        -- What is left of the chance when the risk is taken out of it.
        {{ exact_avg('churn_risk * (1 - churn_risk)') }} as variance,
        {{ exact_avg('churn_risk * cast(risk_reduction as double)') }} as planned_difference

    from customers
    where {{ value }} is not null
    group by {{ value }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

measured as (

    select
        dimension,
        value,
        cast(treated as bigint) as treated,
        cast(control as bigint) as control,
        expected_share_decreased,
        {{ z_of_significance + z_of_power }} * sqrt(
            variance * (1 / nullif(treated, 0) + 1 / nullif(control, 0))
        ) as minimum_detectable_difference,
        planned_difference

    from grouped

),

final as (

    select
        *,
        coalesce(planned_difference >= minimum_detectable_difference, false)
            as is_large_enough

    from measured

)

select * from final
