-- One row per customer. Looks mostly at goods for children.
select customer_id
from {{ ref('segment_inputs') }}
where
    favourite_category = 'kids'
