-- One row per customer of market_file.csv.
select
    customer_id,
    activity,
    service_level,
    has_consent,
    favourite_category,
    marketing_contacts_6m,
    marketing_contacts_current_month,
    tenure_days,
    promo_purchase_share,
    categories_per_visit,
    unpaid_items_quarter,
    service_errors_quarter,
    pages_per_visit

from {{ ref('checked_market_file') }}
where rejection_reason is null
