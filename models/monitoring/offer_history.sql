-- One row per campaign and customer: who was to get which offer, and who was kept as
-- control. A month that is built again replaces its own campaign and no other. A campaign that
-- is not sent treats nobody, and leaves no row.
with

final as (

    select
        campaign,
        customer_id,
        offer,
        channel,
        is_holdout,
        segment,
        churn_risk,
        monthly_profit,
        risk_reduction,
        cost_per_contact,
        expected_profit

    from {{ ref('customer_offers') }}
    where {{ var('campaign_is_sent') }}

)

select * from final
