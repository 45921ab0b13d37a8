{# Text and numbers as the exports hold them. Portable to Spark. #}

{# Trimmed, no-break spaces read as spaces, '' and 'null' as no value. #}
{% macro clean_text(column) -%}
    case
        when lower(trim(replace({{ column }}, chr(160), ' '))) in ('', 'null') then null
        else trim(replace({{ column }}, chr(160), ' '))
    end
{%- endmacro %}

{# What two spellings of one value share: case, ё and the spaces around do not count. #}
{% macro spelling_key(column) -%}
    lower(replace(replace(trim({{ column }}), 'ё', 'е'), 'Ё', 'е'))
{%- endmacro %}

{# A decimal from '1 234,50', '1234.5' or '1,234.50': the last mark is the decimal one.
   Null where the text is no finite number. #}
{% macro parse_number(column) -%}
    try_cast(
        case
            when {{ column }} like '%,%.%'
                then replace(replace({{ column }}, ' ', ''), ',', '')
            when {{ column }} like '%.%,%'
                then replace(replace(replace({{ column }}, ' ', ''), '.', ''), ',', '.')
            else replace(replace({{ column }}, ' ', ''), ',', '.')
        end as {{ number() }}
    )
{%- endmacro %}

{# An id from '215348' or '215348.0'. Null where it is no whole number above zero. #}
{% macro parse_id(column) -%}
    case
        when try_cast({{ column }} as decimal(38, 9)) > 0
            and try_cast({{ column }} as decimal(38, 9))
            = floor(try_cast({{ column }} as decimal(38, 9)))
            then try_cast(try_cast({{ column }} as decimal(38, 9)) as bigint)
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
