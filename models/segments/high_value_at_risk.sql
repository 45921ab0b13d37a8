-- One row per customer. Among the most profitable customers, and about to buy less.
select customer_id
from {{ ref('segment_inputs') }}
where
    is_at_risk
    and monthly_profit >= high_monthly_profit
