-- Где согласие на сообщения дало бы больше всего? Where would consent to messages be worth most?
select
    favourite_category_ru,
    favourite_category_en,
    count(*) as customers_without_consent,
    sum(profit_at_risk) as profit_at_risk
from marts.customers
where status = 'active' and not has_consent
group by favourite_category_ru, favourite_category_en
order by profit_at_risk desc
