-- One row per customer and segment whose rule says so. A new segment: its file, its row in
-- seeds/rules/segments.csv and its name here; a test fails while one is missing.
{% set segment_models = [
    'abandoned_basket',
    'buyers_on_sale',
    'cosmetics',
    'durables_loyal',
    'fading_engagement',
    'for_kids',
    'high_value_at_risk',
    'kids_at_risk',
    'premium_beauty_tech',
    'promo_hunters_profitable',
] %}

{% for segment in segment_models %}
select customer_id, '{{ segment }}' as segment from {{ ref(segment) }}
{{ 'union all' if not loop.last }}
{%- endfor %}
