-- One row per customer and month: minutes on the site.
select
    customer_id,
    period,
    minutes

from {{ ref('checked_market_time') }}
where rejection_reason is null
