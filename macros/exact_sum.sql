{# Sums of doubles depend on the order of the rows in the last digits, and threads change
   that order. As decimals they are the same in every build. #}
{% macro exact_sum(column) -%}
    cast(sum(cast({{ column }} as decimal(38, 18))) as double)
{%- endmacro %}

{% macro exact_avg(column) -%}
    {{ exact_sum(column) }} / nullif(count({{ column }}), 0)
{%- endmacro %}
