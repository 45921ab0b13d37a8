{# The months of a history, each with the one before it in that history; the first has none,
   and is not in the result. #}
{% macro months_with_previous(history) -%}
    select
        as_of,
        previous_as_of

    from (
        select
            as_of,
            lag(as_of) over (order by as_of) as previous_as_of

        from (select distinct as_of from {{ ref(history) }}) as kept
    ) as ordered
    where previous_as_of is not null
{%- endmacro %}
