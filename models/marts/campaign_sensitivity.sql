-- One row per strength that the offers may really have, against what is assumed: what a
-- plan made for it would look like and earn, and what the plan of today would.
with

planned as (

    select * from {{ ref('planned_offers') }}
    where not is_holdout

),

offers as (

    select * from {{ ref('offers') }}

),

today as (

    select * from {{ ref('customer_offers') }}
    where not is_holdout

),

scenarios as (

    select distinct effect_multiplier from {{ ref('limit_price_solution') }}

),

plan_of_today as (

    select
        scenarios.effect_multiplier,
        sum({{ scenario_profit() }}) as expected_profit

    from today
    cross join scenarios
    group by scenarios.effect_multiplier

),

replanned as (

    select
        planned.effect_multiplier,
        count(*) as customers,
        sum(case when offers.channel <> 'on_site' then 1 else 0 end) as contacts,
        sum(offers.cost_per_contact) as cost,
        sum(planned.scenario_profit) as expected_profit,
        sum(case when today.customer_id is not null then 1 else 0 end)
            as customers_with_same_offer

    from planned
    inner join offers
        on planned.offer = offers.offer
    left join today
        on planned.customer_id = today.customer_id
        and planned.offer = today.offer
    group by planned.effect_multiplier

),

final as (

    select
        scenarios.effect_multiplier,
        coalesce(replanned.customers, 0) as customers,
        cast(coalesce(replanned.contacts, 0) as bigint) as contacts,
        cast(coalesce(replanned.cost, 0) as decimal(38, 6)) as cost,
        cast(coalesce(replanned.expected_profit, 0) as decimal(38, 6)) as expected_profit,
        cast(coalesce(plan_of_today.expected_profit, 0) as decimal(38, 6)) as expected_profit_of_plan,
        cast(coalesce(replanned.customers_with_same_offer, 0) as bigint)
            as customers_with_same_offer

    from scenarios
    left join replanned
        on scenarios.effect_multiplier = replanned.effect_multiplier
    left join plan_of_today
        on scenarios.effect_multiplier = plan_of_today.effect_multiplier

)

select * from final
