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

final as (

    select
        predictions.customer_id,
        max(case when training.activity = 'decreased' then 1 else 0 end) as is_decreased,
        {{ exact_avg('predictions.probability') }} as churn_risk

    from predictions
    inner join current_run
        on predictions.run_id = current_run.run_id
        and predictions.candidate = current_run.champion
    inner join training
        on predictions.customer_id = training.customer_id
    group by predictions.customer_id

)

select * from final
