{# Ids from the text of the exports. Portable to Spark. #}

{# An id that one cast reads, null for any other. #}
{% macro plain_id(raw) -%}
    try_cast({{ raw }} as bigint) as plain_id
{%- endmacro %}

{# The text of an id that is no plain number, null for any other. #}
{% macro odd_id(raw) -%}
    case
        when cast(plain_id as {{ dbt.type_string() }}) = {{ raw }} then null
        else {{ number_text(raw) }}
    end as id_text
{%- endmacro %}

{# An id from '215348', '215 348', '215348.0', '="000215348"', as it was exported. Null where
   it is no whole number above zero that fits a bigint. `text` is the text of an odd one. #}
{% macro parse_id(text='id_text', group_mark='customer_id_group_mark') -%}
    case
        when {{ text }} is null
            then case when plain_id > 0 then plain_id end
        when {{ matches(text, '[0-9]{1,3}( [0-9]{3})+') }}
            then try_cast(replace({{ text }}, ' ', '') as bigint)
        when {{ is_grouped(text, group_mark) }}
            then try_cast(replace({{ text }}, {{ group_mark }}, '') as bigint)
        when {{ matches(text, '[0-9]+([.,]0*)?') }}
            then nullif(try_cast(try_cast(replace({{ text }}, ',', '.') as decimal(38, 9)) as bigint), 0)
    end as customer_id
{%- endmacro %}

{# The id as the store writes it: with its leading zeros, without what a program added. #}
{% macro store_id(raw) -%}
    case
        when id_text is null then {{ raw }}
        when {{ matches('id_text', '0[0-9]+') }} then id_text
        else cast(customer_id as {{ dbt.type_string() }})
    end as store_id
{%- endmacro %}
