-- One row per active customer: the risk of buying less. Out-of-fold for those from whose
-- label of this month the champion learnt, from the fitted model for all others.
with

features as (

    select * from {{ ref('customer_features') }}

),

out_of_fold as (

    select * from {{ ref('out_of_fold_risks') }}
    where is_of_this_month

),

fitted as (

    select * from {{ ref('fitted_risks') }}

),

in_force as (

    select threshold from {{ ref('threshold_curve') }}
    where is_in_force

),

current_run as (

    select * from {{ ref('current_run') }}

),

risks as (

    select
        features.customer_id,
        coalesce(out_of_fold.churn_risk, fitted.churn_risk) as churn_risk,
        -- The fitted model has not seen the label of a customer outside of training.
        features.activity is not null as is_out_of_fold

    from features
    left join out_of_fold
        on features.customer_id = out_of_fold.customer_id
    left join fitted
        on features.customer_id = fitted.customer_id

),

final as (

    select
        risks.customer_id,
        risks.churn_risk,
        risks.is_out_of_fold,
        case
            when risks.churn_risk >= {{ var('risk_band_high') }} then 'high'
            when risks.churn_risk >= {{ var('risk_band_medium') }} then 'medium'
            else 'low'
        end as risk_band,
        -- The curve's cuts are risks rounded to three digits.
        round(risks.churn_risk, 3) >= in_force.threshold as is_at_risk,
        current_run.run_id

    from risks
    cross join in_force
    cross join current_run

)

select * from final
