-- One row per customer. Premium service, looks mostly at beauty and health technology.
select customer_id
from {{ ref('segment_inputs') }}
where
    service_level = 'premium'
    and favourite_category = 'beauty_technology'
