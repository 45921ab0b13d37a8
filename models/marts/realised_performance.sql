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

-- Labels that are flipped at random for a share f of the customers make a surprise of f times
-- `surprise_of_flips`. Risks that are the chances they say make none (Spiegelhalter 1986).
surprises as (

    select
        as_of,
        {{ exact_sum('(decreased - calibrated_risk) * (1 - 2 * calibrated_risk)') }} as surprise,
        {{ exact_sum('(1 - 2 * calibrated_risk) * (1 - 2 * calibrated_risk)') }} as surprise_of_flips,
        {{ exact_sum(
            'calibrated_risk * (1 - calibrated_risk) * (1 - 2 * calibrated_risk) * (1 - 2 * calibrated_risk)'
        ) }} as variance

    from customers
    group by as_of

),

flips as (

    select
        as_of,
        surprise / nullif(surprise_of_flips, 0) as flipped_share,
        {{ standard_errors() }} * sqrt(variance) / nullif(surprise_of_flips, 0) as reach

    from surprises

),

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
        mean_risk,
        flips.flipped_share,
        flips.flipped_share - flips.reach as flipped_share_low,
        coalesce(flips.flipped_share - flips.reach > {{ var('flipped_alarm') }}, false)
            as is_worse_than_expected

    from told
    inner join months
        on told.as_of = months.as_of
    inner join flips
        on told.as_of = flips.as_of

)

select * from final
