-- One row per scenario and customer of its campaign: the offer of the three rounds, which give
-- out the limits, or what the site can always show. The campaign is the scenario with
-- effect_multiplier = 1.
with

held as (

    select * from {{ ref('third_round') }}

),

left_to_the_site as (

    select
        site_offers.effect_multiplier,
        site_offers.customer_id,
        site_offers.offer,
        site_offers.is_holdout,
        site_offers.scenario_profit

    from {{ ref('site_offers') }} as site_offers
    left join held
        on site_offers.effect_multiplier = held.effect_multiplier
        and site_offers.customer_id = held.customer_id
    where held.customer_id is null

),

final as (

    select
        effect_multiplier,
        customer_id,
        offer,
        is_holdout,
        scenario_profit

    from held

    union all

    select * from left_to_the_site

)

select * from final
