-- One row per customer. Looks mostly at cosmetics and accessories.
select customer_id
from {{ ref('segment_inputs') }}
where
    favourite_category = 'cosmetics'
