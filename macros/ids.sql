{# Ids from the text of the exports. Portable to Spark. #}

{# The text of an id that is read with care, null where the whole column is plain. #}
{% macro id_text(raw='raw_id', is_plain='customer_id_is_plain') -%}
    case when not {{ is_plain }} then {{ number_text(raw) }} end as id_text
{%- endmacro %}

{# An id from '215348', '215 348', '215348.0', '="000215348"', as it was exported. Null where
   it is no whole number above zero that fits a bigint. One cast reads a plain column. #}
{% macro parse_id(raw='raw_id', is_plain='customer_id_is_plain', group_mark='customer_id_group_mark') -%}
    case
        when {{ is_plain }} and try_cast({{ raw }} as bigint) > 0
            then try_cast({{ raw }} as bigint)
        when {{ matches('id_text', '[0-9]{1,3}( [0-9]{3})+') }}
            then try_cast(replace(id_text, ' ', '') as bigint)
        when {{ is_grouped('id_text', group_mark) }}
            then try_cast(replace(id_text, {{ group_mark }}, '') as bigint)
        when {{ matches('id_text', '[0-9]+([.,]0*)?') }}
            then nullif(try_cast(try_cast(replace(id_text, ',', '.') as decimal(38, 9)) as bigint), 0)
    end as customer_id
{%- endmacro %}

{# The id as the store writes it: with its leading zeros, without what a program added. #}
{% macro store_id(raw) -%}
    case
        when customer_id_is_plain then {{ raw }}
        when {{ matches('id_text', '0[0-9]+') }} then id_text
        else cast(customer_id as {{ dbt.type_string() }})
    end as store_id
{%- endmacro %}
