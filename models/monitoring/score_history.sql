-- One row per month and active customer: the risk that was said, and the label of the month.
-- A month that is built again replaces its own rows and no others.
with

scores as (

    select * from {{ ref('churn_scores') }}

),

features as (

    select * from {{ ref('customer_features') }}

),

profit as (

    select * from {{ ref('customer_profit') }}

),

final as (

    select
        '{{ campaign() }}' as as_of,
        scores.customer_id,
        scores.churn_risk,
        scores.is_out_of_fold,
        scores.risk_band,
        scores.is_at_risk,
        features.activity,
        profit.monthly_profit,
        scores.run_id

    from scores
    inner join features
        on scores.customer_id = features.customer_id
    inner join profit
        on scores.customer_id = profit.customer_id

)

select * from final
