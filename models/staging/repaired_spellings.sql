-- One row per export, column and spelling that was read as another, with its count.
{% set repaired = [
    ('market_file', 'activity', 'activity_labels'),
    ('market_file', 'has_consent', 'consent_answers'),
    ('market_file', 'service_level', 'service_levels'),
    ('market_file', 'favourite_category', 'categories'),
    ('market_money', 'period', 'periods'),
    ('market_time', 'period', 'periods'),
] %}

with

final as (
    {% for export, value, map in repaired %}
    select
        '{{ export }}' as export,
        '{{ value }}' as column_name,
        base.other_{{ value }} as spelling,
        canonical.spelling as read_as,
        -- A row that stands twice was kept once.
        count(distinct base.customer_id) as row_count

    from {{ ref('base_' ~ export) }} as base
    left join {{ ref('base_' ~ export ~ '_copies') }} as copies
        on base.customer_id = copies.customer_id
        {{ 'and base.period = copies.period' if value == 'period' }}
    inner join {{ ref(map) }} as canonical
        on base.{{ value }} = canonical.{{ value }} and canonical.is_canonical
    where
        base.other_{{ value }} is not null
        and base.rejection_reason is null
        and coalesce(copies.are_identical, true)
    group by base.other_{{ value }}, canonical.spelling
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
