{# One row for each part of a text, as a column of a select.

   text: column or expression; separator: the one character, or characters, between parts. #}
{% macro split_to_rows(text, separator) -%}
    {{ return(adapter.dispatch('split_to_rows')(text, separator)) }}
{%- endmacro %}

{% macro duckdb__split_to_rows(text, separator) -%}
    unnest(string_split({{ text }}, {{ sql_text(separator) }}))
{%- endmacro %}

{% macro spark__split_to_rows(text, separator) -%}
    explode(split({{ text }}, {{ sql_text('\\Q' ~ separator ~ '\\E') }}))
{%- endmacro %}
