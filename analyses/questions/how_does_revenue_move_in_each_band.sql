-- Как меняется выручка на каждом уровне риска? How does revenue move at each level of risk?
select
    risk_band,
    count(*) as customers,
    avg(revenue_month_before_previous) as month_before_previous,
    avg(revenue_previous_month) as previous_month,
    avg(revenue_current_month) as current_month
from marts.customers
where risk_band is not null and not is_revenue_outlier
group by risk_band
order by current_month desc
