-- One row per scenario and customer for whom an offer that takes of a limit is worth it:
-- the one that earns most after it has paid for the budget, the contact and the place it
-- takes, if that is no less than what the site can always show.
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
        offers.*,
        candidates.customer_id,
        candidates.is_contact,
        candidates.is_holdout,
        candidates.cost_per_contact,
        {{ scenario_profit() }} as scenario_profit

    from {{ ref('eligible_offers') }} as candidates
    inner join offers
        on candidates.offer = offers.offer

),

priced as (

    select
        *,
        -- As exact as money: the solver's last digits decide nothing.
        round(
            scenario_profit
            - cost_per_contact * budget_price
            - case when is_contact then contact_price else 0 end
            - place_price,
            6
        ) as net_profit

    from earnings

),

-- The site takes nothing of a limit: its net profit is its profit. Between equals, the
-- larger profit and then the name decides, here and below.
worth_it as (

    select
        priced.*,
        priced.net_profit - coalesce(cast(site_offers.scenario_profit as double), 0)
            as advantage

    from priced
    left join {{ ref('site_offers') }} as site_offers
        on priced.effect_multiplier = site_offers.effect_multiplier
        and priced.customer_id = site_offers.customer_id
    where
        priced.net_profit >= coalesce(cast(site_offers.scenario_profit as double), 0)
        and (
            site_offers.customer_id is null
            or priced.net_profit > cast(site_offers.scenario_profit as double)
            or priced.scenario_profit > site_offers.scenario_profit
            or priced.offer < site_offers.offer
        )

),

ranked as (

    select
        *,
        row_number() over (
            partition by effect_multiplier, customer_id
            order by net_profit desc, scenario_profit desc, offer
        ) as place

    from worth_it

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
        advantage

    from ranked
    where place = 1 and scenario_profit > 0

)

select * from final
