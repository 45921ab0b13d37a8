-- One row per scenario and customer: the strongest offer that the site can always show, which
-- takes nothing of any limit. Scenarios differ in how strong the offers are taken to be.
with

scenarios as (

    select distinct effect_multiplier from {{ ref('limit_price_solution') }}

),

-- An offer of the site costs nothing, so the strongest is the best for every customer.
ranked as (

    select
        scenarios.effect_multiplier,
        offers.offer,
        offers.risk_reduction,
        offers.cost_per_contact,
        row_number() over (
            partition by scenarios.effect_multiplier
            order by
                least(offers.risk_reduction * scenarios.effect_multiplier, 1) desc,
                offers.offer nulls last
        ) as place

    from {{ ref('offers_in_force') }} as offers
    cross join scenarios
    where not offers.is_contact and offers.max_customers is null

),

best as (

    select
        ranked.effect_multiplier,
        eligible.customer_id,
        eligible.is_holdout,
        min(eligible.churn_risk) as churn_risk,
        min(eligible.monthly_profit) as monthly_profit,
        min(ranked.place) as place

    from {{ ref('eligible_offers') }} as eligible
    inner join ranked
        on eligible.offer = ranked.offer
    group by ranked.effect_multiplier, eligible.customer_id, eligible.is_holdout

),

priced as (

    select
        best.effect_multiplier,
        best.customer_id,
        ranked.offer,
        best.is_holdout,
        {{ scenario_profit('best.effect_multiplier') }} as scenario_profit

    from best
    inner join ranked
        on best.effect_multiplier = ranked.effect_multiplier
        and best.place = ranked.place

),

final as (

    select * from priced
    where scenario_profit > 0

)

select * from final
