{# Text as the exports hold it, and as people want to see it. Portable to Spark. #}

{# Trimmed; other blanks read as spaces, what cannot be seen is left out, a soft hyphen too; ''
   is null. #}
{% macro shown_text(column) -%}
    nullif(trim(translate({{ column }}, '{{ blanks() ~ invisible() }}{{ '\u00ad' }}', '{{ ' ' * blanks() | length }}')), '')
{%- endmacro %}

{# What was exported, or null where a word of seeds/reference/missing_words.csv stands for
   nothing. The column `missing_words` is beside it. #}
{% macro clean_text(column) -%}
    case
        when not array_contains(missing_words, lower({{ shown_text(column) }}))
            then {{ shown_text(column) }}
    end
{%- endmacro %}

{# The no-break, the narrow, the thin and the figure space, a tab, the ends of a line. #}
{% macro blanks() %}{{ return('\u00a0\u202f\u2009\u2007\t\n\r') }}{% endmacro %}

{# A byte order mark within a text, zero-width marks, and marks of direction. #}
{% macro invisible() -%}
    {{ return('\ufeff\u200b\u200c\u200d\u2060\u200e\u200f'
        ~ '\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069') }}
{%- endmacro %}

{# Whether a text is all of a pattern. #}
{% macro matches(column, pattern) -%}
    {{ return(adapter.dispatch('matches')(column, pattern)) }}
{%- endmacro %}

{% macro default__matches(column, pattern) -%}
    {{ column }} rlike '^({{ pattern }})$'
{%- endmacro %}

{% macro duckdb__matches(column, pattern) -%}
    regexp_full_match({{ column }}, '{{ pattern }}')
{%- endmacro %}

{# A number of a feature as people speak of it: nobody thinks in logarithms. #}
{% macro spoken(feature, value) -%}
    {{ 'exp(' ~ value ~ ')' if feature.startswith('log_') else value }}
{%- endmacro %}

{# The same number with the decimal mark of a language. #}
{% macro shown_number_in(language, value, decimals) -%}
    {% set number = shown_number(value, decimals) -%}
    {{ "replace(" ~ number ~ ", '.', ',')" if language == 'ru' else number }}
{%- endmacro %}

{# A number as a person wants to see it, with 0, 1 or 2 decimals. #}
{% macro shown_number(value, decimals) -%}
    case {{ decimals }}
        when 0 then cast(cast(round({{ value }}, 0) as bigint) as {{ dbt.type_string() }})
        when 1 then cast(cast({{ value }} as decimal(18, 1)) as {{ dbt.type_string() }})
        else cast(cast({{ value }} as decimal(18, 2)) as {{ dbt.type_string() }})
    end
{%- endmacro %}
