-- One row per key of an export that several of its rows share, and whether they agree.
{% set months = ['current_month', 'previous_month', 'month_before_previous'] %}
with

{% for export, keys in export_keys().items() %}
-- Counted by customer first: most customers have nothing repeated.
{{ export }}_suspects as (

    select customer_id
    from {{ ref('typed_' ~ export) }}
    where customer_id is not null
    group by customer_id
    {% if 'period' in keys -%}
    having
        {%- for month in months %}
        sum(case when period = '{{ month }}' then 1 else 0 end) > 1{{ ' or' if not loop.last }}
        {%- endfor %}
    {%- else -%}
    having count(*) > 1
    {%- endif %}

),
{% endfor %}
final as (
    {% for export, keys in export_keys().items() %}
    select
        '{{ export }}' as export,
        typed.customer_id,
        {{ 'typed.period' if 'period' in keys else 'cast(null as ' ~ dbt.type_string() ~ ')' }} as period,
        count(*) as row_count,
        count(typed.rejected_row) = 0
        {%- for value in export_values()[export] %}
        and coalesce(min(typed.{{ value }}) = max(typed.{{ value }}), true)
        and count(typed.{{ value }}) in (0, count(*))
        {%- endfor %} as are_identical

    from {{ ref('typed_' ~ export) }} as typed
    inner join {{ export }}_suspects as suspects
        on typed.customer_id = suspects.customer_id
    {{ 'where typed.period is not null' if 'period' in keys }}
    group by typed.customer_id{{ ', typed.period' if 'period' in keys }}
    having count(*) > 1
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
