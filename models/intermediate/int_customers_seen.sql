-- One row per customer seen in any export: which exports it is in, its revenue and its
-- minutes on the site by month.
with

market_file as (

    select
        customer_id,
        store_id,
        true as is_in_market_file

    from {{ ref('stg_market_file') }}

),

market_money as (

    select
        *,
        true as is_in_market_money

    from {{ ref('int_revenue_by_customer') }}

),

market_time as (

    select
        *,
        true as is_in_market_time

    from {{ ref('int_minutes_by_customer') }}

),

money as (

    select
        customer_id,
        true as is_in_money

    from {{ ref('stg_money') }}

),

-- A row that could not be read still says that the customer exists.
rejected as (

    select distinct {{ parse_id('customer_id', 'false', "''") }}
    from (
        select
            customer_id,
            {{ id_text('customer_id', 'false') }}

        from {{ ref('rejected_rows') }}
    ) as texts

),

final as (

    select
        customer_id,
        store_id,
        coalesce(is_in_market_file, false) as is_in_market_file,
        coalesce(is_in_market_money, false) as is_in_market_money,
        coalesce(is_in_market_time, false) as is_in_market_time,
        coalesce(is_in_money, false) as is_in_money,
        revenue_current_month,
        revenue_previous_month,
        revenue_month_before_previous,
        minutes_current_month,
        minutes_previous_month

    from market_file
    full join market_money using (customer_id)
    full join market_time using (customer_id)
    full join money using (customer_id)
    full join rejected using (customer_id)
    where customer_id is not null

)

select * from final
