-- One row per customer and month: revenue.
select
    customer_id,
    period,
    revenue

from {{ ref('checked_market_money') }}
where rejection_reason is null
