{# Numbers and ids from the text of the exports. Portable to Spark. #}

{# A decimal from '1 234,50', '1234.5', '1,234.50' or '4.5e3', as it was exported. One mark
   is the decimal one; digits in threes may be grouped by spaces or by the other mark. Null
   where the text is no finite number, as a date is none.

   Most numbers are plain, and one cast reads them; only of others the text is looked into.
   So it takes three queries: these two, from `raw` with a column raw_<value> for each of the
   values to `odd` with all that `parsed_number` needs, and the one that calls it. #}
{% macro plain_and_odd_numbers(values) -%}
plain as (

    select
        *
        {%- for value in values %},
        {{ plain_number('raw_' ~ value) }} as plain_{{ value }}
        {%- endfor %}

    from raw

),

odd as (

    select
        *
        {%- for value in values %},
        case
            when plain_{{ value }} is not null then null
            when {{ matches('raw_' ~ value, decimal_comma()) }} then replace(raw_{{ value }}, ',', '.')
            else {{ clean_text('raw_' ~ value) }}
        end as odd_{{ value }}
        {%- endfor %}

    from plain

)
{%- endmacro %}

{% macro parsed_number(value) -%}
    {% set odd = 'odd_' ~ value -%}
    coalesce(
        plain_{{ value }},
        {{ plain_number(odd) }},
        try_cast(
            case
                when {{ matches(odd, decimal_comma()) }}
                    then replace({{ odd }}, ',', '.')
                when {{ matches(odd, '[+-]?[0-9]{1,3}(( [0-9]{3})+|(,[0-9]{3})+)([.][0-9]+)?') }}
                    then replace(replace({{ odd }}, ' ', ''), ',', '')
                when {{ matches(odd, '[+-]?[0-9]{1,3}(( [0-9]{3})+|([.][0-9]{3})+)(,[0-9]+)?') }}
                    then replace(replace(replace({{ odd }}, ' ', ''), '.', ''), ',', '.')
            end as {{ number() }}
        )
    )
{%- endmacro %}

{% macro plain_number(column) -%}
    case when instr({{ column }}, '_') = 0 then try_cast({{ column }} as {{ number() }}) end
{%- endmacro %}

{% macro decimal_comma() %}{{ return('[+-]?[0-9]*,[0-9]+([eE][+-]?[0-9]+)?') }}{% endmacro %}

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
