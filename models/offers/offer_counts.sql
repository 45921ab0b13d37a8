-- One row per campaign, offer, stratum of the risk and side of the draw, of the first month
-- in which the campaign was measured: later months tell of the same customers. Offers with an
-- assumed effect of 0 are left out: the estimate is a multiple of the assumption.
with

outcomes as (

    select * from {{ ref('campaign_outcomes') }}
    where activity <> 'unknown'

),

first_looks as (

    select
        campaign,
        min(outcome_month) as outcome_month

    from {{ ref('campaign_outcomes') }}
    group by campaign

),

final as (

    select
        outcomes.campaign,
        outcomes.offer,
        outcomes.stratum,
        outcomes.is_holdout,
        offers.assumed_risk_reduction,
        cast(sum(outcomes.customers) as bigint) as outcomes,
        cast(sum(case when outcomes.activity = 'decreased' then outcomes.customers else 0 end) as bigint)
            as decreased,
        {{ exact_sum('outcomes.risk') }} as risk

    from outcomes
    inner join first_looks
        on outcomes.campaign = first_looks.campaign
        and outcomes.outcome_month = first_looks.outcome_month
    inner join {{ ref('offers') }} as offers
        on outcomes.offer = offers.offer
    where offers.assumed_risk_reduction > 0
    group by
        outcomes.campaign,
        outcomes.offer,
        outcomes.stratum,
        outcomes.is_holdout,
        offers.assumed_risk_reduction

)

select * from final
