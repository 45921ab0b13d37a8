-- One row per candidate offer that the prices of the limits are found on: of all
-- customers who may be offered something, or of a sample where they are many. `weight`
-- is the number of customers that each stands for.
with

candidates as (

    select * from {{ ref('eligible_offers') }}
    where not is_holdout

),

customers as (

    select
        customer_id,
        row_number() over (order by {{ campaign_draw('customer_id') }}, customer_id)
            as place,
        count(*) over () as customers

    from (select distinct customer_id from candidates) as distinct_customers

),

final as (

    select
        candidates.customer_id,
        candidates.offer,
        candidates.is_contact,
        candidates.cost_per_contact,
        candidates.risk_reduction,
        {{ profit_at_risk('candidates.churn_risk', 'candidates.monthly_profit') }}
            as profit_at_risk,
        customers.customers / least(customers.customers, {{ var('allocation_customers_max') }})
            as weight

    from candidates
    inner join customers
        on candidates.customer_id = customers.customer_id
    where customers.place <= {{ var('allocation_customers_max') }}

)

select * from final
