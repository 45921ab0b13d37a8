-- One row per month: how well the risks of the month should tell who buys less in the next one.
-- Each is taken for the chance that it was worth in its own month. Later labels are not read, so
-- those that are wrong do not show here (realised_performance tells).
with

customers as (

    select
        *,
        calibrated_risk as decreased

    from {{ ref('calibrated_risks') }}

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
