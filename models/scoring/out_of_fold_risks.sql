-- One row per customer the champion learnt from: the mean of the risks given by the
-- models that had not seen the customer or a near-copy, one per repeat.
with

predictions as (

    select * from {{ ref('cross_validation') }}
    where split = 'grouped'

),

current_run as (

    select * from {{ ref('current_run') }}

),

training as (

    select * from {{ ref('training_customers') }}

),

-- These taught by the label of an earlier month.
treated as (

    select * from {{ ref('untreated_labels') }}

),

final as (

    select
        predictions.customer_id,
        max(case when training.activity = 'decreased' then 1 else 0 end) as is_decreased,
        count(treated.customer_id) = 0 as is_of_this_month,
        {{ exact_avg('predictions.probability') }} as churn_risk

    from predictions
    inner join current_run
        on predictions.run_id = current_run.run_id
        and predictions.candidate = current_run.champion
    inner join training
        on predictions.customer_id = training.customer_id
    left join treated
        on predictions.customer_id = treated.customer_id
    group by predictions.customer_id

)

select * from final
