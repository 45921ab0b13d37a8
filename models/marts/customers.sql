-- One row per known customer: who it is, what it does, how likely it is to buy less and
-- why, which segments it is in and what it is offered.
with

status as (

    select * from {{ ref('customer_status') }}

),

features as (

    select * from {{ ref('customer_features') }}

),

profit as (

    select * from {{ ref('customer_profit') }}

),

scores as (

    select * from {{ ref('churn_scores') }}

),

reasons as (

    select * from {{ ref('customer_reasons') }}

),

memberships as (

    select * from {{ ref('segment_sets') }}

),

customer_offers as (

    select * from {{ ref('customer_offers') }}

),

final as (

    select
        status.customer_id,
        status.store_id,
        cast('{{ campaign() }}-01' as date) as as_of,
        status.status,
        status.reason as status_reason,
        status.is_revenue_outlier,
        features.activity,
        features.service_level,
        service_levels.spelling as service_level_ru,
        service_levels.name_en as service_level_en,
        features.has_consent,
        features.favourite_category,
        categories.spelling as favourite_category_ru,
        categories.name_en as favourite_category_en,
        features.tenure_days,
        features.promo_purchase_share,
        features.marketing_contacts_6m,
        features.marketing_contacts_current_month,
        features.categories_per_visit,
        features.pages_per_visit,
        features.unpaid_items_quarter,
        features.service_errors_quarter,
        features.minutes_current_month,
        features.minutes_previous_month,
        features.revenue_current_month,
        features.revenue_previous_month,
        features.revenue_month_before_previous,
        profit.monthly_profit,
        scores.churn_risk,
        scores.risk_band,
        scores.is_at_risk,
        scores.is_out_of_fold,
        {{ profit_at_risk('scores.churn_risk', 'profit.monthly_profit') }} as profit_at_risk,
        reasons.reason_1_ru,
        reasons.reason_2_ru,
        reasons.reason_3_ru,
        reasons.reason_1_en,
        reasons.reason_2_en,
        reasons.reason_3_en,
        memberships.segments,
        memberships.primary_segment,
        segments.name_ru as primary_segment_ru,
        segments.name_en as primary_segment_en,
        customer_offers.offer,
        offers.name_ru as offer_ru,
        offers.name_en as offer_en,
        customer_offers.channel,
        customer_offers.is_holdout,
        case when not customer_offers.is_holdout then customer_offers.expected_profit end
            as expected_profit

    from status
    left join features
        on status.customer_id = features.customer_id
    left join {{ ref('categories') }} as categories
        on features.favourite_category = categories.favourite_category
        and categories.is_canonical
    left join {{ ref('service_levels') }} as service_levels
        on features.service_level = service_levels.service_level
        and service_levels.is_canonical
    left join profit
        on status.customer_id = profit.customer_id
    left join scores
        on status.customer_id = scores.customer_id
    left join reasons
        on status.customer_id = reasons.customer_id
    left join memberships
        on status.customer_id = memberships.customer_id
    left join {{ ref('segments') }} as segments
        on memberships.primary_segment = segments.segment
    left join customer_offers
        on status.customer_id = customer_offers.customer_id
    left join {{ ref('offers') }} as offers
        on customer_offers.offer = offers.offer

)

select * from final
