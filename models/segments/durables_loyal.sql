-- One row per customer. Looks mostly at appliances that last, and keeps buying.
select customer_id
from {{ ref('segment_inputs') }}
where
    favourite_category in ('small_appliances', 'beauty_technology')
    and not is_at_risk
