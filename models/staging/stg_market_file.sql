-- One row per customer: what the customer does on the site and in answer to marketing.
with

base as (

    select * from {{ ref('base_market_file') }}
    where rejection_reason is null

),

copies as (

    select * from {{ ref('base_market_file_copies') }}

),

final as (

    select
        base.customer_id,
        base.store_id,
        base.activity,
        base.service_level,
        base.has_consent,
        base.favourite_category,
        base.marketing_contacts_6m,
        base.marketing_contacts_current_month,
        base.tenure_days,
        base.promo_purchase_share,
        base.categories_per_visit,
        base.unpaid_items_quarter,
        base.service_errors_quarter,
        base.pages_per_visit

    from base
    left join copies
        on base.customer_id = copies.customer_id
    where copies.customer_id is null

    union all

    select
        customer_id,
        store_id,
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

    from copies
    where are_identical

)

select * from final
