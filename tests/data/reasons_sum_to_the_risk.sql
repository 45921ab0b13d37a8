-- With the intercept, the contributions of a customer are the log-odds of its risk.
with

intercept as (

    select c0 from {{ ref('model_terms') }}
    where kind = 'intercept'

),

sums as (

    select
        customer_id,
        sum(contribution) as contribution

    from {{ ref('score_reasons') }}
    group by customer_id

)

select
    sums.customer_id,
    fitted_risks.churn_risk

from sums
cross join intercept
inner join {{ ref('fitted_risks') }} as fitted_risks
    on sums.customer_id = fitted_risks.customer_id
where
    abs(
        ln(fitted_risks.churn_risk / (1 - fitted_risks.churn_risk))
        - sums.contribution - intercept.c0
    ) > 0.000001
