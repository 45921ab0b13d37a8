-- Предсказывает ли падение времени на сайте уход? Does falling time on the site foretell leaving?
with

changes as (

    select
        customer_id,
        is_at_risk,
        churn_risk,
        profit_at_risk,
        minutes_current_month / nullif(minutes_previous_month, 0) - 1 as change

    from marts.customers
    where status = 'active'

),

grouped as (

    select
        *,
        case
            when change is null then '5: unknown'
            when change <= -0.3 then '1: fell by 30 % or more'
            when change < 0 then '2: fell'
            when change < 0.3 then '3: same or rose'
            else '4: rose by 30 % or more'
        end as minutes_against_last_month

    from changes

),

final as (

    select
        minutes_against_last_month,
        count(*) as customers,
        avg(change) as mean_change,
        avg(case when is_at_risk then 1.0 else 0.0 end) as share_at_risk,
        avg(churn_risk) as mean_risk,
        sum(profit_at_risk) as profit_at_risk

    from grouped
    group by minutes_against_last_month

)

select * from final
order by minutes_against_last_month
