-- One row per month and active customer: the risk, and the share of the customers of about this
-- risk who bought less in that month. It corrects a model that is too sure, or not sure enough.
{% set bins = 20 %}
{# The mean risk of a bin counts as so many customers: few labels do not decide alone. #}
{% set prior = 10 %}
with

scores as (

    select
        *,
        cast(floor(churn_risk * {{ bins }}) as integer) as bin

    from {{ ref('score_history') }}

),

shares as (

    select
        as_of,
        bin,
        (
            sum(case when activity = 'decreased' then 1 else 0 end)
            + {{ prior }} * {{ exact_avg('churn_risk') }}
        ) / (count(activity) + {{ prior }}) as calibrated_risk

    from scores
    group by as_of, bin

),

final as (

    select
        scores.as_of,
        scores.customer_id,
        scores.churn_risk,
        scores.is_at_risk,
        cast(shares.calibrated_risk as double) as calibrated_risk

    from scores
    inner join shares
        on scores.as_of = shares.as_of
        and scores.bin = shares.bin

)

select * from final
