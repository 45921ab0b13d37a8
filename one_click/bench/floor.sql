-- One row per active customer, as features.customer_features: the least a script has to
-- do. It cleans the spellings the exports are known to hold, pivots and joins; it keeps
-- no account of rows, checks nothing and stops at the first value that it cannot read.
create table customer_features as
with

market_file as (

    select
        cast(id as bigint) as customer_id,
        case "Покупательская активность"
            when 'Снизилась' then 'decreased' when 'Прежний уровень' then 'same'
        end as activity,
        case "Тип сервиса"
            when 'стандарт' then 'standard' when 'стандартт' then 'standard'
            when 'премиум' then 'premium'
        end as service_level,
        coalesce("Разрешить сообщать" = 'да', false) as has_consent,
        case "Популярная_категория"
            when 'Товары для детей' then 'kids'
            when 'Домашний текстиль' then 'home_textiles'
            when 'Косметика и аксесуары' then 'cosmetics'
            when 'Косметика и аксессуары' then 'cosmetics'
            when 'Техника для красоты и здоровья' then 'beauty_technology'
            when 'Мелкая бытовая техника и электроника' then 'small_appliances'
            when 'Кухонная посуда' then 'kitchenware'
            when 'Товары для питомцев' then 'pet_goods'
        end as favourite_category,
        cast("Маркет_актив_6_мес" as double) as marketing_contacts_6m,
        cast("Маркет_актив_тек_мес" as double) as marketing_contacts_current_month,
        cast("Длительность" as double) as tenure_days,
        cast("Акционные_покупки" as double) as promo_purchase_share,
        cast("Средний_просмотр_категорий_за_визит" as double) as categories_per_visit,
        cast("Неоплаченные_продукты_штук_квартал" as double) as unpaid_items_quarter,
        cast("Ошибка_сервиса" as double) as service_errors_quarter,
        cast("Страниц_за_визит" as double) as pages_per_visit

    from raw_market_file

),

revenue as (

    select
        cast(id as bigint) as customer_id,
        sum(case when "Период" = 'текущий_месяц' then cast("Выручка" as double) end)
            as revenue_current_month,
        sum(case when "Период" = 'предыдущий_месяц' then cast("Выручка" as double) end)
            as revenue_previous_month,
        sum(case when "Период" = 'препредыдущий_месяц' then cast("Выручка" as double) end)
            as revenue_month_before_previous

    from raw_market_money
    group by customer_id

),

minutes as (

    select
        cast(id as bigint) as customer_id,
        sum(case when "Период" = 'текущий_месяц' then cast("минут" as double) end)
            as minutes_current_month,
        sum(case
            when "Период" in ('предыдущий_месяц', 'предыдцщий_месяц')
                then cast("минут" as double)
        end) as minutes_previous_month

    from raw_market_time
    group by customer_id

),

profit as (

    select
        cast(id as bigint) as customer_id,
        cast(replace(cast("Прибыль" as varchar), ',', '.') as double) as monthly_profit

    from raw_money

),

active as (

    select
        *,
        (revenue_current_month + revenue_previous_month + revenue_month_before_previous) / 3
            as mean_revenue,
        (minutes_current_month + minutes_previous_month) / 2 as mean_minutes

    from market_file
    inner join revenue using (customer_id)
    inner join minutes using (customer_id)
    semi join profit using (customer_id)
    where
        revenue_current_month > 0
        and revenue_previous_month > 0
        and revenue_month_before_previous > 0

),

medians as (

    select
        median(revenue_current_month) as current_month,
        median(revenue_previous_month) as previous_month,
        median(revenue_month_before_previous) as month_before_previous

    from active

)

select
    active.* exclude (mean_revenue, mean_minutes),
    activity is not null
    and revenue_current_month <= getvariable('outlier') * current_month
    and revenue_previous_month <= getvariable('outlier') * previous_month
    and revenue_month_before_previous <= getvariable('outlier') * month_before_previous
        as is_trainable,
    pages_per_visit * mean_minutes as pages_times_minutes,
    pages_per_visit / nullif(categories_per_visit, 0) as pages_per_category,
    unpaid_items_quarter / nullif(pages_per_visit, 0) as unpaid_items_per_page,
    ln(mean_revenue / nullif(mean_minutes, 0)) as log_revenue_per_minute

from active
cross join medians
