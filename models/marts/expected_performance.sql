-- One row per month: how well the risks of the month should tell, if each risk is the chance
-- that it says. No label is read, so labels that are wrong do not show here
-- (realised_performance tells).
with

customers as (

    select
        *,
        churn_risk as decreased

    from {{ ref('score_history') }}

),

{{ performance() }},

final as (

    select
        as_of,
        customers,
        customers_at_risk,
        roc_auc,
        precision,
        recall,
        f1,
        share_decreased,
        share_decreased - {{ reach_of_share('expected_variance') }} as share_decreased_low,
        share_decreased + {{ reach_of_share('expected_variance') }} as share_decreased_high

    from told

)

select * from final
