-- One row per month: how well the risks of the month should tell, if each risk is the chance
-- that it says. No label is read, so labels that are wrong do not show here
-- (realised_performance tells).
{# Risks are rounded to so many digits, so that a month of any size is a thousand sums. #}
{% set digits = 3 %}
{% set standard_errors = 1.96 %}
with

scores as (

    select * from {{ ref('score_history') }}

),

cuts as (

    select
        as_of,
        round(churn_risk, {{ digits }}) as cut,
        count(*) as customers,
        {{ exact_sum('churn_risk') }} as decreased,
        {{ exact_sum('1 - churn_risk') }} as kept

    from scores
    group by as_of, round(churn_risk, {{ digits }})

),

ranked as (

    select
        as_of,
        decreased,
        kept,
        sum(kept) over (partition by as_of order by cut nulls last) - kept / 2 as kept_below

    from cuts

),

separated as (

    select
        as_of,
        sum(decreased * kept_below) / nullif(sum(decreased) * sum(kept), 0) as roc_auc

    from ranked
    group by as_of

),

sums as (

    select
        as_of,
        count(*) as customers,
        sum(case when is_at_risk then 1 else 0 end) as customers_at_risk,
        {{ exact_sum('churn_risk') }} as decreased,
        {{ exact_sum('case when is_at_risk then churn_risk else 0 end') }} as decreased_at_risk,
        {{ exact_sum('churn_risk * (1 - churn_risk)') }} as variance

    from scores
    group by as_of

),

final as (

    select
        sums.as_of,
        sums.customers,
        cast(sums.customers_at_risk as bigint) as customers_at_risk,
        separated.roc_auc,
        sums.decreased_at_risk / nullif(sums.customers_at_risk, 0) as precision,
        sums.decreased_at_risk / nullif(sums.decreased, 0) as recall,
        2 * sums.decreased_at_risk / nullif(sums.customers_at_risk + sums.decreased, 0) as f1,
        sums.decreased / sums.customers as share_decreased,
        (sums.decreased - {{ standard_errors }} * sqrt(sums.variance)) / sums.customers
            as share_decreased_low,
        (sums.decreased + {{ standard_errors }} * sqrt(sums.variance)) / sums.customers
            as share_decreased_high

    from sums
    inner join separated
        on sums.as_of = separated.as_of

)

select * from final
