-- One row per month and customer who was active in it: the risk, the segment and the offer of
-- the month, and how engaged the customer was. `where customer_id = ...` tells one story.
with

scores as (

    select * from {{ ref('score_history') }}

),

features as (

    select * from {{ ref('feature_history') }}

),

segments as (

    select * from {{ ref('segment_history') }}
    where is_primary

),

offers as (

    select * from {{ ref('offer_history') }}

),

final as (

    select
        scores.customer_id,
        scores.as_of,
        scores.churn_risk,
        scores.risk_band,
        scores.is_at_risk,
        scores.activity,
        scores.monthly_profit,
        segments.segment,
        offers.offer,
        offers.is_holdout,
        features.revenue_current_month,
        features.minutes_current_month,
        features.pages_per_visit,
        features.categories_per_visit

    from scores
    inner join features
        on scores.as_of = features.as_of
        and scores.customer_id = features.customer_id
    left join segments
        on scores.as_of = segments.as_of
        and scores.customer_id = segments.customer_id
    left join offers
        on scores.as_of = offers.campaign
        and scores.customer_id = offers.customer_id

)

select * from final
