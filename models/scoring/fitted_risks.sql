-- One row per active customer: the risk given by the model fitted on all of training.
-- An additive champion is computed here from its terms; any other in fitted_scores.
with

reasons as (

    select
        customer_id,
        {{ exact_sum('contribution') }} as contribution

    from {{ ref('score_reasons') }}
    group by customer_id

),

intercept as (

    select model_terms.c0 as intercept
    from {{ ref('model_terms') }} as model_terms
    inner join {{ ref('current_run') }} as current_run
        on model_terms.run_id = current_run.run_id
    where model_terms.kind = 'intercept'

),

final as (

    select
        reasons.customer_id,
        1 / (1 + exp(-(intercept.intercept + reasons.contribution))) as churn_risk

    from reasons
    cross join intercept

    union all

    select
        customer_id,
        churn_risk

    from {{ ref('fitted_scores') }}

)

select * from final
