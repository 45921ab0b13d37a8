{# Several quantiles of one column, as columns of a select: `shares` by name. #}
{% macro quantiles(column, shares) -%}
    {{ return(adapter.dispatch('quantiles')(column, shares)) }}
{%- endmacro %}

{% macro default__quantiles(column, shares) -%}
    {%- for name, share in shares.items() %}
    percentile_cont({{ share }}) within group (order by {{ column }}) as {{ name }}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}

{# The same call in each column is computed once: one sort instead of one per quantile. #}
{% macro duckdb__quantiles(column, shares) -%}
    {%- for name in shares %}
    quantile_cont({{ column }}, [{{ shares.values() | join(', ') }}])[{{ loop.index }}]
        as {{ name }}
    {{- ',' if not loop.last }}
    {%- endfor %}
{%- endmacro %}
