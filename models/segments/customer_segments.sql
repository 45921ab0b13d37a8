-- One row per customer and segment. Segments overlap on purpose; the one with the first
-- priority is the customer's primary segment. A new segment: its file, its row in
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

with

members as (
    {% for segment in segment_models %}
    select customer_id, '{{ segment }}' as segment from {{ ref(segment) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

segments as (

    select * from {{ ref('segments') }}

),

final as (

    select
        members.customer_id,
        members.segment,
        row_number() over (
            partition by members.customer_id
            order by segments.priority, members.segment
        ) = 1 as is_primary

    from members
    inner join segments
        on members.segment = segments.segment

)

select * from final
