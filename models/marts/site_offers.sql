-- One row per scenario and customer: the best of what the site can always show, which
-- takes nothing of any limit. Scenarios differ in how strong the offers are taken to be.
with

scenarios as (

    select distinct effect_multiplier from {{ ref('limit_prices') }}

),

offers as (

    select
        offer,
        row_number() over (order by offer) as place

    from {{ ref('offers') }}
    where channel = 'on_site' and max_customers is null

),

earnings as (

    select
        scenarios.effect_multiplier,
        candidates.customer_id,
        candidates.is_holdout,
        offers.place,
        {{ scenario_profit() }} as scenario_profit

    from {{ ref('offer_candidates') }} as candidates
    inner join offers
        on candidates.offer = offers.offer
    cross join scenarios

),

best as (

    select
        effect_multiplier,
        customer_id,
        is_holdout,
        max(scenario_profit) as scenario_profit,
        -- Of equal profits the first offer: places part them by less than a millionth.
        max_by(
            place,
            cast(scenario_profit as decimal(28, 9)) - cast(place * 1e-9 as decimal(28, 9))
        ) as place

    from earnings
    group by effect_multiplier, customer_id, is_holdout

),

final as (

    select
        best.effect_multiplier,
        best.customer_id,
        offers.offer,
        best.is_holdout,
        best.scenario_profit

    from best
    inner join offers
        on best.place = offers.place
    where best.scenario_profit > 0

)

select * from final
