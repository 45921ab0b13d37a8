-- Чью отметку об активности стоит перепроверить? Whose activity label is worth a second look?
select
    label_audit.rank,
    label_audit.customer_id,
    label_audit.activity,
    label_audit.churn_risk,
    customers.revenue_month_before_previous,
    customers.revenue_previous_month,
    customers.revenue_current_month,
    customers.minutes_previous_month,
    customers.minutes_current_month,
    customers.reason_1_ru,
    customers.reason_1_en

from scoring.label_audit as label_audit
inner join marts.customers as customers
    on label_audit.customer_id = customers.customer_id
order by label_audit.rank
