-- One row per customer. Buys mostly on sale, and is about to buy less.
select customer_id
from {{ ref('segment_inputs') }}
where
    promo_purchase_share >= {{ var('promo_share_high') }}
    and is_at_risk
