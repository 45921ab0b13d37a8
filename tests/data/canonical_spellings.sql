-- Each code of a map in seeds/reference has exactly one canonical spelling, which people see.
{% set maps = {
    'periods': 'period',
    'service_levels': 'service_level',
    'activity_labels': 'activity',
    'consent_answers': 'has_consent',
    'categories': 'favourite_category',
} %}
{% for map, code in maps.items() %}
select
    '{{ map }}' as map,
    cast({{ code }} as {{ dbt.type_string() }}) as code,
    sum(case when is_canonical then 1 else 0 end) as canonical_spellings

from {{ ref(map) }}
group by {{ code }}
having sum(case when is_canonical then 1 else 0 end) <> 1
{{ 'union all' if not loop.last }}
{% endfor %}
