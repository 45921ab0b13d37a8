-- One row per scenario, customer and offer that takes of a limit and earns more than what
-- the site can always show: how much more, after it has paid for the budget, the contact
-- and the place it takes. An offer that is worth more than half its price waits in line:
-- others may leave it what they cannot use.
with

prices as (

    select * from {{ ref('limit_price_solution') }}

),

scenarios as (

    select
        effect_multiplier,
        max(case when resource = 'budget' then price end) as budget_price,
        max(case when resource = 'contacts' then price end) as contact_price

    from prices
    group by effect_multiplier

),

offers as (

    select
        scenarios.*,
        offers.offer,
        offers.max_customers,
        coalesce(prices.price, 0) as place_price

    from {{ ref('offers') }} as offers
    cross join scenarios
    left join prices
        on scenarios.effect_multiplier = prices.effect_multiplier
        and offers.offer = prices.offer
    where offers.channel <> 'on_site' or offers.max_customers is not null

),

earnings as (

    select
        offers.effect_multiplier,
        offers.offer,
        offers.max_customers,
        candidates.customer_id,
        candidates.is_contact,
        candidates.is_holdout,
        candidates.cost_per_contact,
        {{ scenario_profit() }} as scenario_profit,
        candidates.cost_per_contact * offers.budget_price
        + case when candidates.is_contact then offers.contact_price else 0 end
        + offers.place_price as price

    from {{ ref('eligible_offers') }} as candidates
    inner join offers
        on candidates.offer = offers.offer

),

compared as (

    select
        earnings.*,
        cast(earnings.scenario_profit as double) as profit,
        coalesce(cast(site_offers.scenario_profit as double), 0) as site_profit

    from earnings
    left join {{ ref('site_offers') }} as site_offers
        on earnings.effect_multiplier = site_offers.effect_multiplier
        and earnings.customer_id = site_offers.customer_id

),

final as (

    select
        effect_multiplier,
        customer_id,
        offer,
        is_contact,
        is_holdout,
        max_customers,
        cost_per_contact,
        scenario_profit,
        -- As exact as money: the solver's last digits decide nothing.
        round(
            profit * {{ tie_break('customer_id', 'offer') }} - price - site_profit, 6
        ) as advantage

    from compared
    -- No price is below nothing, so each of these earns more than what the site can always show.
    where profit - price / 2 > site_profit

)

select * from final
