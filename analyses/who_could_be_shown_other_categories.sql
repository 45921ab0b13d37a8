-- Кому показать другие категории: кто смотрит мало категорий и может уйти? Who views few categories and may leave: whom to show others?
with

active as (

    select * from marts.customers
    where status = 'active'

),

medians as (

    select
        favourite_category,
        median(categories_per_visit) as median_categories_per_visit

    from active
    group by favourite_category

),

final as (

    select
        active.favourite_category,
        count(*) as customers,
        sum(case when active.has_consent then 1 else 0 end) as customers_with_consent,
        avg(active.churn_risk) as mean_risk,
        sum(active.profit_at_risk) as profit_at_risk,
        sum(case when active.has_consent then active.profit_at_risk end)
            as profit_at_risk_with_consent

    from active
    inner join medians
        on active.favourite_category = medians.favourite_category
    where
        active.is_at_risk
        and active.categories_per_visit <= medians.median_categories_per_visit
    group by active.favourite_category

)

select * from final
order by profit_at_risk desc, favourite_category
