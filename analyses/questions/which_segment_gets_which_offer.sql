-- Какие предложения достаются каждому сегменту? Which offers does each segment get?
select
    coalesce(segments.name_ru, 'Вне сегментов') as segment_ru,
    coalesce(segments.name_en, 'In no segment') as segment_en,
    summary.name_ru as offer_ru,
    summary.name_en as offer_en,
    count(*) as customers,
    sum(offers.expected_profit) as expected_profit
from marts.customer_offers as offers
inner join marts.offer_summary as summary on offers.offer = summary.offer
left join marts.segment_summary as segments on offers.segment = segments.segment
where not offers.is_holdout
group by all
order by segment_ru, expected_profit desc
