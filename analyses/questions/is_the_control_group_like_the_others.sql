-- Похожа ли контрольная группа на остальных? Is the control group like the others?
select
    is_holdout,
    count(*) as customers,
    avg(churn_risk) as mean_risk,
    avg(monthly_profit) as mean_profit,
    count(*) filter (channel <> 'on_site') / count(*) as share_of_contacts
from marts.customer_offers
group by is_holdout
order by is_holdout
