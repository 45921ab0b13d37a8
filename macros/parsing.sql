{# Numbers and ids from the text of the exports. Portable to Spark. #}

{# A decimal from '1 234,50', '1234.5', '1,234.50' or '4.5e3', as it was exported. One mark
   is the decimal one; digits in threes may be grouped by spaces or by the other mark. Null
   where the text is no finite number, as a date is none. Most numbers are plain: one cast
   reads them, and the engine looks into the text of the others only. #}
{% macro parse_number(raw) -%}
    {% set text = clean_text(raw) -%}
    coalesce(
        {{ plain_number(raw) }},
        {{ plain_number(text) }},
        try_cast(
            case
                when {{ matches(text, '[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?') }}
                    then replace({{ text }}, ',', '.')
                when {{ matches(text, '[+-]?[0-9]{1,3}(( [0-9]{3})+|(,[0-9]{3})+)([.][0-9]+)?') }}
                    then replace(replace({{ text }}, ' ', ''), ',', '')
                when {{ matches(text, '[+-]?[0-9]{1,3}(( [0-9]{3})+|([.][0-9]{3})+)(,[0-9]+)?') }}
                    then replace(replace(replace({{ text }}, ' ', ''), '.', ''), ',', '.')
            end as {{ number() }}
        )
    )
{%- endmacro %}

{% macro plain_number(text) -%}
    case when instr({{ text }}, '_') = 0 then try_cast({{ text }} as {{ number() }}) end
{%- endmacro %}

{# An id from '215348', '215 348', '215348.0' or '215348,0', as it was exported. Null where
   it is no whole number above zero that fits a bigint. Most ids are plain: one cast there
   and back. #}
{% macro parse_id(column) -%}
    {% set text = clean_text(column) -%}
    {% set id %}try_cast(replace({{ text }}, ',', '.') as decimal(38, 9)){% endset -%}
    case
        when cast(try_cast({{ column }} as bigint) as {{ dbt.type_string() }}) = {{ column }}
            then case when try_cast({{ column }} as bigint) > 0 then try_cast({{ column }} as bigint) end
        when {{ matches(text, '[0-9]{1,3}( [0-9]{3})+') }}
            then try_cast(replace({{ text }}, ' ', '') as bigint)
        when instr({{ text }}, '_') = 0 and {{ id }} > 0 and {{ id }} = floor({{ id }})
            then try_cast({{ id }} as bigint)
    end
{%- endmacro %}

{# Money, shares and counts are read exactly. #}
{% macro number() %}decimal(18, 6){% endmacro %}
