-- One row per scenario and customer: the best of what the site can always show, which
-- takes nothing of any limit. Scenarios differ in how strong the offers are taken to be.
with

scenarios as (

    select distinct effect_multiplier from {{ ref('limit_prices') }}

),

candidates as (

    select * from {{ ref('offer_candidates') }}

),

-- A binary digit for each offer makes a set of them a sum: few sets occur, and what is best
-- is asked once per set. Only contacts cost, so that is the strongest for every customer.
offers as (

    select
        offer,
        cast(power(2, row_number() over (order by offer) - 1) as decimal(38, 0)) as digit

    from {{ ref('offers') }}
    where channel = 'on_site' and max_customers is null

),

customers as (

    select
        candidates.customer_id,
        candidates.is_holdout,
        max(candidates.churn_risk) as churn_risk,
        max(candidates.monthly_profit) as monthly_profit,
        sum(offers.digit) as offers_shown

    from candidates
    inner join offers
        on candidates.offer = offers.offer
    group by candidates.customer_id, candidates.is_holdout

),

examples as (

    select
        offers_shown,
        min(customer_id) as customer_id

    from customers
    group by offers_shown

),

ranked as (

    select
        examples.offers_shown,
        scenarios.effect_multiplier,
        candidates.offer,
        candidates.risk_reduction,
        candidates.cost_per_contact,
        row_number() over (
            partition by examples.offers_shown, scenarios.effect_multiplier
            order by
                least(candidates.risk_reduction * scenarios.effect_multiplier, 1) desc,
                candidates.offer
        ) as place

    from examples
    inner join candidates
        on examples.customer_id = candidates.customer_id
    inner join offers
        on candidates.offer = offers.offer
    cross join scenarios

),

priced as (

    select
        best.effect_multiplier,
        customers.customer_id,
        best.offer,
        customers.is_holdout,
        {{ scenario_profit() }} as scenario_profit

    from customers
    inner join (select * from ranked where place = 1) as best
        on customers.offers_shown = best.offers_shown

),

final as (

    select * from priced
    where scenario_profit > 0

)

select * from final
