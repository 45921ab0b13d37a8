-- One row per customer. Revenue, one column per month.
with

revenue as (

    select * from {{ ref('stg_market_money') }}

),

final as (

    select
        customer_id,
        max(case when period = 'current_month' then revenue end)
            as revenue_current_month,
        max(case when period = 'previous_month' then revenue end)
            as revenue_previous_month,
        max(case when period = 'month_before_previous' then revenue end)
            as revenue_month_before_previous

    from revenue
    group by customer_id

)

select * from final
