-- One row per month whose outcome is known: how well its risks told the labels of the next
-- month in the history. Customers who were sent an offer are left out: it may have changed
-- what they did.
{% set variance = 'customers * share_decreased * (1 - share_decreased)' %}
with

customers as (

    select
        *,
        is_decreased as decreased

    from {{ ref('realised_outcomes') }}

),

months as (

    select distinct
        as_of,
        outcome_month

    from customers

),

{{ performance() }},

final as (

    select
        told.as_of,
        months.outcome_month,
        customers,
        customers_at_risk,
        roc_auc,
        precision,
        recall,
        f1,
        share_decreased,
        share_decreased - {{ reach_of_share(variance) }} as share_decreased_low,
        share_decreased + {{ reach_of_share(variance) }} as share_decreased_high,
        mean_risk

    from told
    inner join months
        on told.as_of = months.as_of

)

select * from final
