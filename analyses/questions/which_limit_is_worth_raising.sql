-- Какой предел плана стоит поднять? Which limit of the plan is worth raising?
select
    prices.resource,
    offers.name_ru,
    offers.name_en,
    offers.max_customers,
    offers.customers,
    prices.price as profit_of_one_more
from marts.limit_prices as prices
left join marts.offer_summary as offers on prices.offer = offers.offer
where prices.effect_multiplier = 1
order by prices.price desc, prices.resource, prices.offer
