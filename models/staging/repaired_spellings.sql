-- One row per export, column and spelling that was read as another, with its count.
{% set maps = [
    ('market_file', 'service_level', 'raw_service_level', 'service_levels'),
    ('market_file', 'favourite_category', 'raw_category', 'categories'),
    ('market_money', 'period', 'raw_period', 'periods'),
    ('market_time', 'period', 'raw_period', 'periods'),
] %}

with

final as (
    {% for export, column, raw, map in maps %}
    select
        '{{ export }}' as export,
        '{{ column }}' as column_name,
        checked.{{ raw }} as spelling,
        canonical.spelling as read_as,
        count(*) as row_count

    from {{ ref('checked_' ~ export) }} as checked
    inner join {{ ref(map) }} as canonical
        on checked.{{ column }} = canonical.{{ column }} and canonical.is_canonical
    where checked.{{ raw }} <> canonical.spelling and checked.rejection_reason is null
    group by checked.{{ raw }}, canonical.spelling
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
