{# The months of a history, each with the one before it in that history; the first has none,
   and is not in the result. #}
{% macro months_with_previous(history) -%}
    select
        as_of,
        previous_as_of

    from (
        select
            as_of,
            lag(as_of) over (order by as_of nulls last) as previous_as_of

        from (select distinct as_of from {{ ref(history) }}) as kept
    ) as ordered
    where previous_as_of is not null
{%- endmacro %}

{# The month so many months before the campaign's. #}
{% macro months_before(months) -%}
    {% set year, month = campaign().split('-') %}
    {% set months = year | int * 12 + month | int - 1 - months | int %}
    {{ return('%04d-%02d' % (months // 12, months % 12 + 1)) }}
{%- endmacro %}

{# The months that the exports know, the latest first. #}
{% macro months_of_the_exports() -%}
    {{ return(['current_month', 'previous_month', 'month_before_previous']) }}
{%- endmacro %}

{# The profit of the exports is a mean of so many months. #}
{% macro months_of_the_mean() %}{{ return(3) }}{% endmacro %}

{# The number of months from one month, as YYYY-MM, to a later one. #}
{% macro months_apart(earlier, later) -%}
    (cast(substr({{ later }}, 1, 4) as integer) - cast(substr({{ earlier }}, 1, 4) as integer)) * 12
    + cast(substr({{ later }}, 6, 2) as integer) - cast(substr({{ earlier }}, 6, 2) as integer)
{%- endmacro %}
