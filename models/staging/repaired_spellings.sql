-- One row per export, column and spelling that was read as another, with its count.
{% set maps = [
    ('market_file', 'service_level', 'service_levels'),
    ('market_file', 'favourite_category', 'categories'),
    ('market_money', 'period', 'periods'),
    ('market_time', 'period', 'periods'),
] %}

with

final as (
    {% for export, value, map in maps %}
    select
        '{{ export }}' as export,
        '{{ value }}' as column_name,
        kept.other_{{ value }} as spelling,
        canonical.spelling as read_as,
        count(*) as row_count

    from (
        {{ kept_rows(export, ['customer_id', value, 'other_' ~ value], 'typed.other_' ~ value ~ ' is not null') }}
    ) as kept
    inner join {{ ref(map) }} as canonical
        on kept.{{ value }} = canonical.{{ value }} and canonical.is_canonical
    group by kept.other_{{ value }}, canonical.spelling
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
