-- Уходят ли покупатели, которые видят ошибки сайта? Do customers who meet errors of the site leave?
with

final as (

    select
        service_errors_quarter,
        count(*) as customers,
        avg(case when is_at_risk then 1.0 else 0.0 end) as share_at_risk,
        avg(churn_risk) as mean_risk,
        -- Of those whose label is known, whatever the model says.
        avg(case when activity = 'decreased' then 1.0 when activity = 'same' then 0.0 end)
            as share_decreased,
        sum(profit_at_risk) as profit_at_risk

    from marts.customers
    where status = 'active'
    group by service_errors_quarter

)

select * from final
order by service_errors_quarter
