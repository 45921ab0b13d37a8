-- One row per scenario and candidate offer that would earn something: what it earns after
-- it has paid for the budget, the contact and the place it takes. Scenarios differ in how
-- strong the offers are taken to be.
with

prices as (

    select * from {{ ref('limit_prices') }}

),

scenarios as (

    select
        effect_multiplier,
        max(case when resource = 'budget' then price end) as budget_price,
        max(case when resource = 'contacts' then price end) as contact_price

    from prices
    group by effect_multiplier

),

candidates as (

    select
        offer_candidates.*,
        offers.max_customers

    from {{ ref('offer_candidates') }} as offer_candidates
    inner join {{ ref('offers') }} as offers
        on offer_candidates.offer = offers.offer

),

earnings as (

    select
        candidates.*,
        scenarios.effect_multiplier,
        scenarios.budget_price,
        scenarios.contact_price,
        {{ expected_profit('cast(least(risk_reduction * effect_multiplier, 1) as decimal(18, 6))') }}
            as scenario_profit

    from candidates
    cross join scenarios

),

priced as (

    select
        earnings.*,
        -- As exact as money: the solver's last digits decide nothing.
        round(
            earnings.scenario_profit
            - earnings.cost_per_contact * earnings.budget_price
            - case when earnings.is_contact then earnings.contact_price else 0 end
            - coalesce(prices.price, 0),
            6
        ) as net_profit

    from earnings
    left join prices
        on earnings.effect_multiplier = prices.effect_multiplier
        and earnings.offer = prices.offer
    where earnings.scenario_profit > 0

),

-- What the site can always show: it takes nothing of any limit.
unlimited as (

    select
        *,
        row_number() over (
            partition by effect_multiplier, customer_id
            order by scenario_profit desc, offer
        ) as place

    from priced
    where not is_contact and max_customers is null

),

final as (

    select
        priced.effect_multiplier,
        priced.customer_id,
        priced.offer,
        priced.is_contact,
        priced.is_holdout,
        priced.max_customers,
        priced.cost_per_contact,
        priced.scenario_profit,
        -- Against the best that the site can always show to this customer.
        priced.net_profit - coalesce(unlimited.net_profit, 0) as advantage,
        coalesce(unlimited.offer = priced.offer, false) as is_fallback,
        row_number() over (
            partition by priced.effect_multiplier, priced.customer_id
            order by priced.net_profit desc, priced.scenario_profit desc, priced.offer
        ) as place

    from priced
    left join unlimited
        on priced.effect_multiplier = unlimited.effect_multiplier
        and priced.customer_id = unlimited.customer_id
        and unlimited.place = 1

)

select * from final
