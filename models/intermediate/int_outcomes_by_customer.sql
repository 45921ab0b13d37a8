-- One row per customer with a label or a profit, active or not: what became of it. Looking
-- at active customers alone would take those who left out of every comparison.
with

labels as (

    select * from {{ ref('stg_market_file') }}

),

profit as (

    select * from {{ ref('stg_money') }}

),

final as (

    select
        coalesce(labels.customer_id, profit.customer_id) as customer_id,
        labels.activity,
        profit.monthly_profit

    from labels
    full join profit
        on labels.customer_id = profit.customer_id

)

select * from final
