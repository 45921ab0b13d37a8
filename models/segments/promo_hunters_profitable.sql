-- One row per customer. Buys mostly on sale, and earns the store more than the mean.
select customer_id
from {{ ref('segment_inputs') }}
where
    promo_purchase_share >= {{ var('promo_share_high') }}
    and monthly_profit > mean_monthly_profit
