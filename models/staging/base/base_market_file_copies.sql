-- One row per customer of whom market_file has several rows. Rows that agree are one row written
-- twice, and its values are kept; of rows that differ none can be trusted.
with

base as (

    select * from {{ ref('base_market_file') }}

),

repeated as (

    select customer_id
    from base
    where customer_id is not null
    group by customer_id
    having count(*) > 1

),

versions as (

    select distinct
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
        base.pages_per_visit,
        base.rejection_reason

    from base
    inner join repeated
        on base.customer_id = repeated.customer_id

),

final as (

    select
        customer_id,
        count(*) = 1 and count(rejection_reason) = 0 as are_identical,
        min(store_id) as store_id,
        min(activity) as activity,
        min(service_level) as service_level,
        min(has_consent) as has_consent,
        min(favourite_category) as favourite_category,
        min(marketing_contacts_6m) as marketing_contacts_6m,
        min(marketing_contacts_current_month) as marketing_contacts_current_month,
        min(tenure_days) as tenure_days,
        min(promo_purchase_share) as promo_purchase_share,
        min(categories_per_visit) as categories_per_visit,
        min(unpaid_items_quarter) as unpaid_items_quarter,
        min(service_errors_quarter) as service_errors_quarter,
        min(pages_per_visit) as pages_per_visit

    from versions
    group by customer_id

)

select * from final
