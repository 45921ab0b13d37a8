-- Сколько стоит и сколько должен принести каждый канал? What does each channel cost, and what should it earn?
select
    channel,
    count(*) as customers,
    sum(cost_per_contact) as cost,
    sum(expected_profit) as expected_profit,
    sum(expected_profit) / nullif(count(*), 0) as profit_per_customer
from marts.customer_offers
where not is_holdout
group by channel
order by expected_profit desc
