-- One row per customer. Leaves many items unpaid in the basket.
select customer_id
from {{ ref('segment_inputs') }}
where
    unpaid_items_quarter >= {{ var('abandoned_basket_items') }}
