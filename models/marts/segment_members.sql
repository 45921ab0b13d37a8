-- One row per customer and segment: what each customer of a segment is worth, so that a
-- segment can be crossed with whatever else is known of its customers.
with

memberships as (

    select * from {{ ref('customer_segments') }}

),

customers as (

    select * from {{ ref('customers') }}

),

final as (

    select
        memberships.customer_id,
        memberships.segment,
        memberships.is_primary,
        customers.as_of,
        customers.churn_risk,
        customers.is_at_risk,
        customers.monthly_profit,
        customers.profit_at_risk,
        customers.is_holdout,
        customers.expected_profit

    from memberships
    inner join customers
        on memberships.customer_id = customers.customer_id

)

select * from final
