-- One row per active customer: the profit that prices the risk. Never a feature.
with

status as (

    select * from {{ ref('customer_status') }}
    where status = 'active'

),

profit as (

    select * from {{ ref('stg_money') }}

),

final as (

    select
        status.customer_id,
        profit.monthly_profit

    from status
    inner join profit
        on status.customer_id = profit.customer_id

)

select * from final
