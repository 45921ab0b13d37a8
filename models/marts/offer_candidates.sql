-- One row per customer and offer the customer may get: what the offer should earn. An
-- offer answers to one of its segments; without consent only the site itself may speak.
with

customers as (

    select * from {{ ref('segment_base') }}

),

memberships as (

    select
        customer_id,
        segment

    from {{ ref('customer_segments') }}

    union all

    select
        customer_id,
        'any' as segment

    from customers

),

offers as (

    select * from {{ ref('offers') }}

),

eligible as (

    select distinct
        memberships.customer_id,
        offers.offer,
        offers.channel,
        offers.cost_per_contact,
        offers.assumed_risk_reduction

    from memberships
    inner join offers
        on concat('|', offers.segments, '|') like concat('%|', memberships.segment, '|%')

),

final as (

    select
        eligible.customer_id,
        eligible.offer,
        eligible.channel,
        eligible.channel <> 'on_site' as is_contact,
        customers.churn_risk,
        customers.monthly_profit,
        eligible.assumed_risk_reduction,
        eligible.cost_per_contact,
        cast(
            cast(customers.churn_risk as decimal(18, 9))
            * eligible.assumed_risk_reduction
            * customers.monthly_profit
            * {{ var('horizon_months') }}
            - eligible.cost_per_contact as {{ number() }}
        ) as expected_profit

    from eligible
    inner join customers
        on eligible.customer_id = customers.customer_id
    where customers.has_consent or eligible.channel = 'on_site'

)

select * from final
