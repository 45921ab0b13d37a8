-- One row per campaign of the last months and customer of it: what became of the customer
-- by this month. Null where this month's exports do not tell.
with

history as (

    select * from {{ ref('offer_history') }}
    where campaign < '{{ campaign() }}' and campaign >= '{{ first_measured_campaign() }}'

),

outcomes as (

    select * from {{ ref('int_outcomes_by_customer') }}

),

final as (

    select
        history.campaign,
        '{{ campaign() }}' as outcome_month,
        history.customer_id,
        history.is_holdout,
        history.channel,
        coalesce(history.segment, 'none') as segment,
        history.offer,
        history.churn_risk,
        cast(history.monthly_profit as double) as profit_before,
        case outcomes.activity when 'decreased' then 1 when 'same' then 0 end
            as is_decreased,
        cast(outcomes.monthly_profit as double) as profit_after

    from history
    left join outcomes
        on history.customer_id = outcomes.customer_id

)

select * from final
