-- One row per customer. About to buy less, and looks at little: the earliest sign.
select customer_id
from {{ ref('segment_inputs') }}
where
    is_at_risk
    and pages_per_visit < median_pages_per_visit
    and minutes_per_month < median_minutes_per_month
    and categories_per_visit < median_categories_per_visit
