-- One row per active customer: what segments are cut by, and the marks they cut at.
with

features as (

    select * from {{ ref('customer_features') }}

),

scores as (

    select * from {{ ref('churn_scores') }}

),

profit as (

    select * from {{ ref('customer_profit') }}

),

joined as (

    select
        features.customer_id,
        features.service_level,
        features.has_consent,
        features.favourite_category,
        features.promo_purchase_share,
        features.unpaid_items_quarter,
        features.pages_per_visit,
        features.categories_per_visit,
        (features.minutes_current_month + features.minutes_previous_month) / 2
            as minutes_per_month,
        scores.churn_risk,
        scores.is_at_risk,
        profit.monthly_profit

    from features
    inner join scores
        on features.customer_id = scores.customer_id
    inner join profit
        on features.customer_id = profit.customer_id

),

marks as (

    select
        {{ exact_avg('monthly_profit') }} as mean_monthly_profit,
        percentile_cont({{ var('high_value_quantile') }})
            within group (order by cast(monthly_profit as double)) as high_monthly_profit,
        median(pages_per_visit) as median_pages_per_visit,
        median(categories_per_visit) as median_categories_per_visit,
        median(minutes_per_month) as median_minutes_per_month

    from joined

),

final as (

    select
        joined.*,
        marks.mean_monthly_profit,
        marks.high_monthly_profit,
        marks.median_pages_per_visit,
        marks.median_categories_per_visit,
        marks.median_minutes_per_month

    from joined
    cross join marks

)

select * from final
