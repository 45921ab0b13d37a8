{# How well risks tell, as CTEs behind `customers` to `told`: a row per month. `customers` has
   as_of, churn_risk, is_at_risk and `decreased`: 1 or 0 where the outcome is known, and its
   chance where it is only expected. Risks are rounded for the ROC AUC, so that a month of
   any size is a thousand sums. #}
{% macro performance() -%}
cuts as (

    select
        as_of,
        round(churn_risk, 3) as cut,
        {{ exact_sum('decreased') }} as decreased,
        {{ exact_sum('1 - decreased') }} as kept

    from customers
    group by as_of, round(churn_risk, 3)

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
        cast(sum(case when is_at_risk then 1 else 0 end) as bigint) as customers_at_risk,
        {{ exact_sum('decreased') }} as decreased,
        {{ exact_sum('case when is_at_risk then decreased else 0 end') }} as found,
        {{ exact_avg('churn_risk') }} as mean_risk,
        {{ exact_sum('decreased * (1 - decreased)') }} as expected_variance

    from customers
    group by as_of

),

told as (

    select
        sums.as_of,
        sums.customers,
        sums.customers_at_risk,
        separated.roc_auc,
        sums.found / nullif(sums.customers_at_risk, 0) as precision,
        sums.found / nullif(sums.decreased, 0) as recall,
        2 * sums.found / nullif(sums.customers_at_risk + sums.decreased, 0) as f1,
        sums.decreased / sums.customers as share_decreased,
        sums.mean_risk,
        sums.expected_variance

    from sums
    inner join separated
        on sums.as_of = separated.as_of

)
{%- endmacro %}

{# The reach of a 95 % interval to either side, from the variance of a count. #}
{% macro reach_of_share(variance) -%}
    {{ standard_errors() }} * sqrt({{ variance }}) / customers
{%- endmacro %}
