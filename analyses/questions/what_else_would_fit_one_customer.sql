-- Что ещё подошло бы одному клиенту? What else would fit one customer?
select
    candidates.customer_id,
    offers.name_ru,
    offers.name_en,
    candidates.channel,
    candidates.expected_profit
from marts.offer_candidates as candidates
inner join marts.offer_summary as offers on candidates.offer = offers.offer
-- Put an id in the place of this one: the customer with the most profit at risk.
where candidates.customer_id = (
    select arg_max(customer_id, profit_at_risk) from marts.customers
)
order by candidates.expected_profit desc
