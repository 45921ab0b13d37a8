-- One row per customer. Looks mostly at goods for children, and is about to buy less.
select customer_id
from {{ ref('segment_inputs') }}
where
    favourite_category = 'kids'
    and is_at_risk
