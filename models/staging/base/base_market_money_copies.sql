-- One row per customer and month of which market_money has several rows. Rows that agree are one row
-- written twice, and its revenue is kept; of rows that differ none can be trusted.
with

base as (

    select * from {{ ref('base_market_money') }}

),

repeated as (

    select
        customer_id,
        period

    from base
    where customer_id is not null and period is not null
    group by customer_id, period
    having count(*) > 1

),

versions as (

    select distinct
        base.customer_id,
        base.period,
        base.revenue,
        base.rejection_reason

    from base
    inner join repeated
        on base.customer_id = repeated.customer_id
        and base.period = repeated.period

),

final as (

    select
        customer_id,
        period,
        count(*) = 1 and count(rejection_reason) = 0 as are_identical,
        min(revenue) as revenue

    from versions
    group by customer_id, period

)

select * from final
