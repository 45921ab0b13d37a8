-- One row per customer and month: revenue.
with

base as (

    select * from {{ ref('base_market_money') }}
    where rejection_reason is null

),

copies as (

    select * from {{ ref('base_market_money_copies') }}

),

final as (

    select
        base.customer_id,
        base.period,
        base.revenue

    from base
    left join copies
        on base.customer_id = copies.customer_id
        and base.period = copies.period
    where copies.customer_id is null

    union all

    select
        customer_id,
        period,
        revenue

    from copies
    where are_identical

)

select * from final
