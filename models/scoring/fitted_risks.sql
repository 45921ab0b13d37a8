-- One row per active customer: the risk given by the model fitted on all of training.
-- An additive champion is computed by SQL, any other in fitted_scores.
select
    customer_id,
    churn_risk

from {{ ref('customer_contributions') }}

union all

select
    customer_id,
    churn_risk

from {{ ref('fitted_scores') }}
