-- Кто из покупателей обойдётся нам дороже всего, и почему? Who costs the store most, and why?
select
    customer_id,
    churn_risk,
    monthly_profit,
    profit_at_risk,
    has_consent,
    reason_1_ru,
    reason_1_en,
    offer_ru,
    offer_en

from marts.customers
where is_at_risk
order by profit_at_risk desc, customer_id
limit 20
