-- Кто в зоне риска, а связаться с ним некому? Who is at risk, and nobody contacts them?
select
    customer_id,
    churn_risk,
    profit_at_risk,
    case
        when is_holdout then 'control group'
        when not has_consent then 'no consent'
        else 'not worth a contact'
    end as why,
    offer_ru,
    offer_en
from marts.customers
where is_at_risk and (is_holdout or coalesce(channel, 'on_site') = 'on_site')
order by profit_at_risk desc
