{# Text and numbers as the exports hold them. Portable to Spark. #}

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

{# What two spellings of one value share: case, ё and the spaces around do not count. #}
{% macro spelling_key(column) -%}
    lower(replace(replace(trim({{ column }}), 'ё', 'е'), 'Ё', 'е'))
{%- endmacro %}

{# A decimal from '1 234,50', '1234.5', '1,234.50' or '4.5e3'. One mark is the decimal
   one; digits in threes may be grouped by spaces or by the other mark. Null where the
   text is no finite number, as a date is none. #}
{% macro parse_number(column) -%}
    try_cast(
        case
            when {{ column }} = replace(replace(replace({{ column }}, ' ', ''), ',', ''), '_', '')
                and {{ column }} not like '%.%.%'
                then {{ column }}
            when {{ matches(column, '[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?') }}
                then replace({{ column }}, ',', '.')
            when {{ matches(column, '[+-]?[0-9]{1,3}(( [0-9]{3})+|(,[0-9]{3})+)([.][0-9]+)?') }}
                then replace(replace({{ column }}, ' ', ''), ',', '')
            when {{ matches(column, '[+-]?[0-9]{1,3}(( [0-9]{3})+|([.][0-9]{3})+)(,[0-9]+)?') }}
                then replace(replace(replace({{ column }}, ' ', ''), '.', ''), ',', '.')
        end as {{ number() }}
    )
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

{# An id from '215348', '215 348', '215348.0' or '215348,0'. Null where it is no whole
   number above zero that fits a bigint. #}
{% macro parse_id(column) -%}
    {% set id %}try_cast(replace({{ column }}, ',', '.') as decimal(38, 9)){% endset %}
    case
        when {{ matches(column, '[0-9]{1,3}( [0-9]{3})+') }}
            then try_cast(replace({{ column }}, ' ', '') as bigint)
        when {{ column }} = replace({{ column }}, '_', '')
            and {{ id }} > 0 and {{ id }} = floor({{ id }})
            then try_cast({{ id }} as bigint)
    end
{%- endmacro %}

{# Money, shares and counts are read exactly. #}
{% macro number() %}decimal(18, 6){% endmacro %}

{# The values a row came with, as one text to show to a person: 'Выручка=12,5; …'. #}
{% macro raw_values(columns) -%}
    concat_ws('; '
    {%- for name, column in columns.items() -%}
        , {{ sql_text(name ~ '=') }} || coalesce({{ column }}, '')
    {%- endfor -%}
    )
{%- endmacro %}

{# A number as a person wants to see it, with 0, 1 or 2 decimals. #}
{% macro shown_number(value, decimals) -%}
    case {{ decimals }}
        when 0 then cast(cast(round({{ value }}, 0) as bigint) as {{ dbt.type_string() }})
        when 1 then cast(cast({{ value }} as decimal(18, 1)) as {{ dbt.type_string() }})
        else cast(cast({{ value }} as decimal(18, 2)) as {{ dbt.type_string() }})
    end
{%- endmacro %}
