-- One row per customer: average monthly profit over three months.
select
    customer_id,
    monthly_profit

from {{ ref('checked_money') }}
where rejection_reason is null
