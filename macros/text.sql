{# Text as the exports hold it, and as people want to see it. Portable to Spark. #}

{# Trimmed, no-break spaces read as spaces, '' and 'null' as no value. #}
{% macro clean_text(column) -%}
    case
        when lower({{ plain_spaces(column) }}) in ('', 'null') then null
        else {{ plain_spaces(column) }}
    end
{%- endmacro %}

{# Trimmed; the wide and the narrow no-break space read as spaces. #}
{% macro plain_spaces(column) -%}
    trim(replace(replace({{ column }}, '{{ "\u00a0" }}', ' '), '{{ "\u202f" }}', ' '))
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

{# A number as a person wants to see it, with 0, 1 or 2 decimals. #}
{% macro shown_number(value, decimals) -%}
    case {{ decimals }}
        when 0 then cast(cast(round({{ value }}, 0) as bigint) as {{ dbt.type_string() }})
        when 1 then cast(cast({{ value }} as decimal(18, 1)) as {{ dbt.type_string() }})
        else cast(cast({{ value }} as decimal(18, 2)) as {{ dbt.type_string() }})
    end
{%- endmacro %}
