-- One row per segment: how many customers, how many at risk, and what that is worth.
with

members as (

    select
        customer_segments.segment,
        segment_inputs.*

    from {{ ref('customer_segments') }} as customer_segments
    inner join {{ ref('segment_inputs') }} as segment_inputs
        on customer_segments.customer_id = segment_inputs.customer_id

),

totals as (

    select
        segment,
        count(*) as customers,
        sum(case when is_at_risk then 1 else 0 end) as customers_at_risk,
        {{ exact_avg('churn_risk') }} as mean_risk,
        sum(monthly_profit) as monthly_profit,
        {{ exact_sum(profit_at_risk('churn_risk', 'monthly_profit')) }} as profit_at_risk,
        sum(case when has_consent then 1 else 0 end) as customers_with_consent

    from members
    group by segment

),

final as (

    select
        segments.segment,
        segments.priority,
        segments.owner,
        segments.owner_en,
        segments.name_ru,
        segments.name_en,
        segments.description_ru,
        segments.description_en,
        cast(coalesce(totals.customers, 0) as bigint) as customers,
        cast(coalesce(totals.customers_at_risk, 0) as bigint) as customers_at_risk,
        totals.customers_at_risk / nullif(totals.customers, 0) as share_at_risk,
        totals.mean_risk,
        cast(coalesce(totals.monthly_profit, 0) as decimal(38, 6)) as monthly_profit,
        coalesce(totals.profit_at_risk, 0) as profit_at_risk,
        cast(coalesce(totals.customers_with_consent, 0) as bigint) as customers_with_consent

    from {{ ref('segments') }} as segments
    left join totals
        on segments.segment = totals.segment

)

select * from final
