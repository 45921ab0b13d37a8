-- One row per customer and segment: what each customer of a segment is worth, so that a
-- segment can be crossed with whatever else is known of its customers.
with

memberships as (

    select * from {{ ref('customer_segments') }}

),

customers as (

    select * from {{ ref('segment_inputs') }}

),

offers as (

    select * from {{ ref('customer_offers') }}

),

final as (

    select
        memberships.customer_id,
        memberships.segment,
        memberships.is_primary,
        cast('{{ campaign() }}-01' as date) as as_of,
        customers.churn_risk,
        customers.is_at_risk,
        customers.monthly_profit,
        {{ profit_at_risk('customers.churn_risk', 'customers.monthly_profit') }}
            as profit_at_risk,
        offers.is_holdout,
        offers.expected_profit

    from memberships
    inner join customers
        on memberships.customer_id = customers.customer_id
    left join offers
        on memberships.customer_id = offers.customer_id

)

select * from final
