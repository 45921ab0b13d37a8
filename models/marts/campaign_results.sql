-- One row per measured campaign, month of the outcome, and group: treated against control.
-- The first look is the test. A later look counts only if all looks before it did, so three
-- looks raise no more false alarms than one.
with

measurements as (

    select * from {{ ref('campaign_measurements') }}

),

looks as (

    select
        *,
        outcome_month = min(outcome_month) over (partition by campaign) as is_primary_look,
        max(corrected_p_value) over (
            partition by campaign, dimension, value
            order by outcome_month nulls last
            rows between unbounded preceding and current row
        ) as largest_p_value

    from measurements

),

final as (

    select
        campaign,
        outcome_month,
        dimension,
        value,
        treated,
        control,
        treated_without_outcome,
        control_without_outcome,
        treated_share_decreased,
        control_share_decreased,
        difference,
        difference_low,
        difference_high,
        p_value,
        case when p_value is not null then largest_p_value end as corrected_p_value,
        p_value is not null and largest_p_value < 0.05 as is_significant,
        minimum_detectable_difference,
        is_large_enough,
        measured_risk_reduction,
        profit_difference,
        profit_difference_low,
        profit_difference_high,
        plain_difference,
        plain_difference_low,
        plain_difference_high,
        plain_p_value,
        plain_profit_difference,
        plain_profit_difference_low,
        plain_profit_difference_high,
        is_primary_look,
        planned_difference,
        can_tell,
        measured_risk_reduction_low,
        measured_risk_reduction_high,
        leaving_p_value,
        is_leaving_uneven,
        control_treated_since

    from looks

)

select * from final
