-- One row per customer of whom money has several rows. Rows that agree are one row written
-- twice, and its values are kept; of rows that differ none can be trusted.
with

base as (

    select * from {{ ref('base_money') }}

),

repeated as (

    select customer_id
    from base
    where customer_id is not null
    group by customer_id
    having count(*) > 1

),

versions as (

    select distinct
        base.customer_id,
        base.monthly_profit,
        base.rejection_reason

    from base
    inner join repeated
        on base.customer_id = repeated.customer_id

),

final as (

    select
        customer_id,
        count(*) = 1 and count(rejection_reason) = 0 as are_identical,
        min(monthly_profit) as monthly_profit

    from versions
    group by customer_id

)

select * from final
