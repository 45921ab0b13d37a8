-- One row per customer: average monthly profit over three months.
with

base as (

    select * from {{ ref('base_money') }}
    where rejection_reason is null

),

copies as (

    select * from {{ ref('base_money_copies') }}

),

final as (

    select
        base.customer_id,
        base.monthly_profit

    from base
    left join copies
        on base.customer_id = copies.customer_id
    where copies.customer_id is null

    union all

    select
        customer_id,
        monthly_profit

    from copies
    where are_identical

)

select * from final
