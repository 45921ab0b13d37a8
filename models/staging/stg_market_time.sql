-- One row per customer and month: minutes on the site.
with

base as (

    select * from {{ ref('base_market_time') }}
    where rejection_reason is null

),

copies as (

    select * from {{ ref('base_market_time_copies') }}

),

final as (

    select
        base.customer_id,
        base.period,
        base.minutes

    from base
    left join copies
        on base.customer_id = copies.customer_id
        and base.period = copies.period
    where copies.customer_id is null

    union all

    select
        customer_id,
        period,
        minutes

    from copies
    where are_identical

)

select * from final
