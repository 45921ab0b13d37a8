-- One row per month: how well the risks of the month should tell who buys less in the next one.
-- The chance of a customer is the calibrated risk of the month. The model reads no later label, so
-- wrong ones do not show here; realised_performance shows them.
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
