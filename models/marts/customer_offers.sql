-- One row per customer of the campaign: the one offer, or for the holdout the offer
-- that is withheld.
with

planned as (

    select * from {{ ref('planned_offers') }}
    where effect_multiplier = 1

),

candidates as (

    select * from {{ ref('eligible_offers') }}

),

primary_segments as (

    select * from {{ ref('customer_segments') }}
    where is_primary

),

final as (

    select
        planned.customer_id,
        '{{ campaign() }}' as campaign,
        planned.offer,
        candidates.channel,
        planned.is_holdout,
        primary_segments.segment,
        candidates.churn_risk,
        candidates.monthly_profit,
        candidates.risk_reduction,
        candidates.effect_source,
        candidates.cost_per_contact,
        candidates.expected_profit,
        candidates.picks

    from planned
    inner join candidates
        on planned.customer_id = candidates.customer_id
        and planned.offer = candidates.offer
    left join primary_segments
        on planned.customer_id = primary_segments.customer_id

)

select * from final
