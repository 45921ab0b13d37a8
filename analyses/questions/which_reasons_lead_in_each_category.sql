-- Какая причина риска чаще первая в каждой категории? Which reason of the risk comes first in each category?
select
    customers.favourite_category_ru,
    customers.favourite_category_en,
    labels.name_ru as reason_ru,
    labels.name_en as reason_en,
    count(*) as customers_at_risk
from marts.customers as customers
inner join scoring.score_reasons as reasons
    on customers.customer_id = reasons.customer_id and reasons.rank = 1
inner join marts.feature_labels as labels on reasons.feature = labels.feature
where customers.is_at_risk
group by all
order by customers.favourite_category_ru, customers_at_risk desc
