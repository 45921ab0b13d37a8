-- One row per customer whose label models learn from: the risk by models that had not seen it.
-- Of a model of this month, the mean of those that had not seen the customer or a near-copy,
-- one per repeat. Of a former model, the risk by itself; where the label is of an earlier month,
-- the risk that was said then.
{% set scores = last_built('score_history') if execute else none %}
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

retraining as (

    select * from {{ ref('retraining') }}
    where as_of = '{{ campaign() }}'

),

-- These taught by the label of an earlier month.
treated as (

    select * from {{ ref('untreated_labels') }}

),

by_folds as (

    select
        predictions.customer_id,
        {{ exact_avg('predictions.probability') }} as churn_risk

    from predictions
    inner join current_run
        on predictions.run_id = current_run.run_id
        and predictions.candidate = current_run.champion
    cross join retraining
    where retraining.is_retrained
    group by predictions.customer_id

),

by_former_model as (

    select
        fitted_risks.customer_id,
        fitted_risks.churn_risk

    from {{ ref('fitted_risks') }} as fitted_risks
    cross join retraining
    left join treated
        on fitted_risks.customer_id = treated.customer_id
    where not retraining.is_retrained and treated.customer_id is null
    {%- if scores is not none %}
    union all
    select
        treated.customer_id,
        said.churn_risk

    from treated
    cross join retraining
    inner join {{ scores }} as said
        on treated.customer_id = said.customer_id
        and treated.as_of = said.as_of
    where not retraining.is_retrained
    {%- endif %}

),

risks as (

    select * from by_folds
    union all
    select * from by_former_model

),

final as (

    select
        risks.customer_id,
        case when training.activity = 'decreased' then 1 else 0 end as is_decreased,
        treated.customer_id is null as is_of_this_month,
        risks.churn_risk

    from risks
    inner join training
        on risks.customer_id = training.customer_id
    left join treated
        on risks.customer_id = treated.customer_id

)

select * from final
