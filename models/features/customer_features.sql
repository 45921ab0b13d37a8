-- One row per active customer: the label, and all that a model may see.
with

status as (

    select * from {{ ref('customer_status') }}
    where status = 'active'

),

market_file as (

    select * from {{ ref('stg_market_file') }}

),

months as (

    select * from {{ ref('int_customers_seen') }}

),

joined as (

    select
        status.customer_id,
        status.is_revenue_outlier,
        market_file.activity,
        market_file.service_level,
        market_file.has_consent,
        market_file.favourite_category,
        {%- for measure in [
            'marketing_contacts_6m', 'marketing_contacts_current_month', 'tenure_days',
            'promo_purchase_share', 'categories_per_visit', 'unpaid_items_quarter',
            'service_errors_quarter', 'pages_per_visit',
        ] %}
        cast(market_file.{{ measure }} as double) as {{ measure }},
        {%- endfor %}
        {%- for month in months_of_the_exports() %}
        cast(months.revenue_{{ month }} as double) as revenue_{{ month }},
        {%- endfor %}
        cast(months.minutes_current_month as double) as minutes_current_month,
        cast(months.minutes_previous_month as double) as minutes_previous_month

    from status
    inner join market_file
        on status.customer_id = market_file.customer_id
    inner join months
        on status.customer_id = months.customer_id

),

averaged as (

    select
        *,
        (revenue_current_month + revenue_previous_month + revenue_month_before_previous) / 3
            as mean_revenue,
        (minutes_current_month + minutes_previous_month) / 2 as mean_minutes

    from joined

),

final as (

    select
        customer_id,
        activity,
        activity is not null and not is_revenue_outlier as is_trainable,
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
        pages_per_visit,
        revenue_current_month,
        revenue_previous_month,
        revenue_month_before_previous,
        minutes_current_month,
        minutes_previous_month,
        pages_per_visit * mean_minutes as pages_times_minutes,
        pages_per_visit / nullif(categories_per_visit, 0) as pages_per_category,
        unpaid_items_quarter / nullif(pages_per_visit, 0) as unpaid_items_per_page,
        ln(nullif(mean_revenue, 0) / nullif(mean_minutes, 0)) as log_revenue_per_minute

    from averaged

)

select * from final
