-- One row per scenario and set of customers: quality, threshold and worth of the plan in force,
-- with the labels in force and without the blocks. Empty while no block is found.
with

scenarios as (

    select * from {{ ref('label_scenarios') }}

),

plan as (

    select * from {{ ref('customer_offers') }}
    where not is_holdout

),

risks as (

    select
        'labels_in_force' as learnt_from,
        customer_id,
        churn_risk

    from plan

    union all

    select
        'without_blocks' as learnt_from,
        customer_id,
        churn_risk

    from {{ ref('risks_without_blocks') }}

),

priced as (

    select
        risks.learnt_from,
        risks.churn_risk,
        plan.channel <> 'on_site' as is_contact,
        plan.risk_reduction,
        plan.monthly_profit,
        plan.cost_per_contact

    from risks
    inner join plan
        on risks.customer_id = plan.customer_id

),

earnings as (

    select
        learnt_from,
        is_contact,
        {{ expected_profit('risk_reduction') }} as expected_profit

    from priced

),

plans as (

    select
        learnt_from,
        count(*) as planned_customers,
        sum(case when is_contact then 1 else 0 end) as planned_contacts,
        sum(expected_profit) as expected_profit,
        sum(case when is_contact and expected_profit < 0 then 1 else 0 end)
            as losing_contacts,
        sum(case when is_contact and expected_profit < 0 then expected_profit else 0 end)
            as profit_of_losing_contacts

    from earnings
    group by learnt_from

),

final as (

    select
        scenarios.learnt_from,
        scenarios.measured_on,
        scenarios.customers,
        scenarios.decreased,
        scenarios.roc_auc,
        scenarios.log_loss,
        scenarios.brier_score,
        scenarios.expected_calibration_error,
        scenarios.recall,
        scenarios.precision,
        scenarios.f1,
        scenarios.threshold,
        scenarios.customers_at_risk,
        cast(coalesce(plans.planned_customers, 0) as bigint) as planned_customers,
        cast(coalesce(plans.planned_contacts, 0) as bigint) as planned_contacts,
        cast(coalesce(plans.expected_profit, 0) as decimal(38, 6)) as expected_profit,
        cast(coalesce(plans.losing_contacts, 0) as bigint) as losing_contacts,
        cast(coalesce(plans.profit_of_losing_contacts, 0) as decimal(38, 6))
            as profit_of_losing_contacts

    from scenarios
    left join plans
        on scenarios.learnt_from = plans.learnt_from

)

select * from final
