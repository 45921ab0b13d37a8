-- Меньше ли риск у тех, кто разрешил сообщения? Do customers who allow messages run a lower risk?
with

by_consent as (

    select
        service_level,
        count(case when has_consent then 1 end) as customers_with_consent,
        count(case when not has_consent then 1 end) as customers_without,
        avg(case when has_consent then churn_risk end) as mean_risk_with_consent,
        avg(case when not has_consent then churn_risk end) as mean_risk_without,
        variance(case when has_consent then churn_risk end) as variance_with_consent,
        variance(case when not has_consent then churn_risk end) as variance_without

    from marts.customers
    where status = 'active'
    group by service_level

),

final as (

    select
        service_level,
        customers_with_consent,
        customers_without,
        mean_risk_with_consent,
        mean_risk_without,
        mean_risk_with_consent - mean_risk_without as difference,
        -- Within two of these either way, the difference may be chance.
        sqrt(
            variance_with_consent / nullif(customers_with_consent, 0)
            + variance_without / nullif(customers_without, 0)
        ) as standard_error

    from by_consent

)

select * from final
order by service_level
