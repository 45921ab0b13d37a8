{# The rows of an export that can stand: all without a problem, and one of copies that
   agree. Copies that contradict each other cannot be trusted. #}
{% macro kept_rows(export_name, columns, where='true') -%}
    {% set rows = ref('typed_' ~ export_name) -%}
    {% set copies = ref('repeated_' ~ export_name) -%}
    select
        {% for column in columns %}typed.{{ column }}{{ ',\n        ' if not loop.last }}{% endfor %}

    from {{ rows }} as typed
    left join {{ copies }} as copies
        on {{ same_keys(export_name) }}
    where
        copies.customer_id is null
        and typed.rejected_row is null
        and ({{ where }})

    union all

    select distinct
        {% for column in columns %}typed.{{ column }}{{ ',\n        ' if not loop.last }}{% endfor %}

    from {{ rows }} as typed
    inner join {{ copies }} as copies
        on {{ same_keys(export_name) }}
    where
        copies.are_identical
        and ({{ where }})
{%- endmacro %}

{# On what a typed row joins the keys that several rows share. #}
{% macro same_keys(export_name) -%}
    {% for key in export_keys()[export_name] -%}
    {{ 'and ' if not loop.first }}typed.{{ key }} = copies.{{ key }}{{ '\n        ' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The keys of an export that several of its rows share, how many do, and whether they agree
   in all values, none of which is out of order. Counted by customer first: most customers
   have nothing repeated. #}
{% macro repeated_keys(export_name) -%}
    {% set rows = ref('typed_' ~ export_name) %}
    {% set keys = export_keys()[export_name] -%}
with

suspects as (

    select customer_id
    from {{ rows }}
    where customer_id is not null
    group by customer_id
    {% if 'period' in keys -%}
    having
        {%- for month in ['current_month', 'previous_month', 'month_before_previous'] %}
        {{ 'or ' if not loop.first }}count(case when period = '{{ month }}' then 1 end) > 1
        {%- endfor %}
    {%- else -%}
    having count(*) > 1
    {%- endif %}

),

final as (

    select
        {%- for key in keys %}
        typed.{{ key }},
        {%- endfor %}
        count(*) as row_count,
        count(typed.rejected_row) = 0
        {%- for value in export_values()[export_name] %}
        and coalesce(min(typed.{{ value }}) = max(typed.{{ value }}), true)
        and count(typed.{{ value }}) in (0, count(*))
        {%- endfor %} as are_identical

    from {{ rows }} as typed
    inner join suspects
        on typed.customer_id = suspects.customer_id
    {{ 'where typed.period is not null' if 'period' in keys }}
    group by {% for key in keys %}typed.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
    having count(*) > 1

)

select * from final
{%- endmacro %}
