-- В какой категории мы теряем больше всего прибыли? Which category loses the most profit?
with

by_category as (

    select
        favourite_category,
        count(*) as customers,
        avg(case when is_at_risk then 1.0 else 0.0 end) as share_at_risk,
        sum(monthly_profit) as monthly_profit,
        sum(profit_at_risk) as profit_at_risk

    from marts.customers
    where status = 'active'
    group by favourite_category

),

final as (

    select
        *,
        profit_at_risk / nullif(sum(profit_at_risk) over (), 0) as share_of_all_at_risk,
        profit_at_risk / nullif(customers, 0) as profit_at_risk_per_customer

    from by_category

)

select * from final
order by profit_at_risk desc, favourite_category
