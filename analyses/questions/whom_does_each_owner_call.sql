-- Кому звонит команда каждого сегмента, и почему? Whom does the team of each segment call, and why?
select
    segments.owner,
    segments.owner_en,
    customers.customer_id,
    customers.churn_risk,
    customers.expected_profit,
    customers.reason_1_ru,
    customers.reason_1_en
from marts.customers as customers
inner join marts.segment_summary as segments
    on customers.primary_segment = segments.segment
where customers.channel = 'call' and not customers.is_holdout
order by segments.owner, customers.expected_profit desc
