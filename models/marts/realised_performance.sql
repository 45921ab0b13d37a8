-- One row per month whose outcome is known: how well its risks told the labels of the next
-- month in the history. Customers who were sent an offer are left out: it may have changed
-- what they did.
{% set digits = 3 %}
{% set standard_errors = 1.96 %}
with

outcomes as (

    select * from {{ ref('realised_outcomes') }}

),

cuts as (

    select
        as_of,
        round(churn_risk, {{ digits }}) as cut,
        sum(is_decreased) as decreased,
        sum(1 - is_decreased) as kept

    from outcomes
    group by as_of, round(churn_risk, {{ digits }})

),

ranked as (

    select
        as_of,
        decreased,
        kept,
        sum(kept) over (partition by as_of order by cut nulls last) - cast(kept as double) / 2 as kept_below

    from cuts

),

separated as (

    select
        as_of,
        sum(decreased * kept_below)
        / nullif(cast(sum(decreased) as double) * sum(kept), 0) as roc_auc

    from ranked
    group by as_of

),

sums as (

    select
        as_of,
        outcome_month,
        count(*) as customers,
        sum(case when is_at_risk then 1 else 0 end) as customers_at_risk,
        sum(is_decreased) as decreased,
        sum(case when is_at_risk then is_decreased else 0 end) as decreased_at_risk,
        {{ exact_avg('churn_risk') }} as mean_risk

    from outcomes
    group by as_of, outcome_month

),

shares as (

    select
        *,
        decreased / customers as share_decreased

    from sums

),

final as (

    select
        shares.as_of,
        shares.outcome_month,
        shares.customers,
        cast(shares.customers_at_risk as bigint) as customers_at_risk,
        separated.roc_auc,
        shares.decreased_at_risk / nullif(shares.customers_at_risk, 0) as precision,
        shares.decreased_at_risk / nullif(shares.decreased, 0) as recall,
        2 * shares.decreased_at_risk
        / nullif(shares.customers_at_risk + shares.decreased, 0) as f1,
        shares.share_decreased,
        shares.share_decreased - {{ standard_errors }}
        * sqrt(shares.share_decreased * (1 - shares.share_decreased) / shares.customers)
            as share_decreased_low,
        shares.share_decreased + {{ standard_errors }}
        * sqrt(shares.share_decreased * (1 - shares.share_decreased) / shares.customers)
            as share_decreased_high,
        shares.mean_risk

    from shares
    inner join separated
        on shares.as_of = separated.as_of

)

select * from final
