-- The intercept and the contributions of a customer sum to the log-odds of its risk. Compared as
-- risks: near 1 a risk has too few digits to tell its log-odds.
with

intercept as (

    select c0 from {{ ref('model_terms') }}
    where kind = 'intercept'

),

sums as (

    select
        customer_id,
        churn_risk,
        {{ feature_columns() | join(' + ') }} as contribution

    from {{ ref('customer_contributions') }}

)

select
    sums.customer_id,
    sums.churn_risk

from sums
cross join intercept
where
    abs(1 / (1 + exp(-sums.contribution - intercept.c0)) - sums.churn_risk) > 0.000000001
