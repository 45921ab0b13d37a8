-- One row per customer. Minutes on the site, one column per month.
with

minutes as (

    select * from {{ ref('stg_market_time') }}

),

final as (

    select
        customer_id,
        max(case when period = 'current_month' then minutes end)
            as minutes_current_month,
        max(case when period = 'previous_month' then minutes end)
            as minutes_previous_month

    from minutes
    group by customer_id

)

select * from final
