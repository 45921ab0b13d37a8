{# The month a campaign is for, which is also its name: as_of, or the month of the run. #}
{% macro campaign() -%}
    {% set month = var('as_of') or run_started_at.strftime('%Y-%m') %}
    {% if not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])$', month | string) %}
        {{ exceptions.raise_compiler_error(
            'as_of is «' ~ month ~ '»: expected a month as YYYY-MM.') }}
    {% endif %}
    {{ return(month) }}
{%- endmacro %}

{# Whether a customer is kept without an offer: the same for the same campaign and
   customer on every machine, and not to be guessed from the id. #}
{% macro is_holdout(customer_id) -%}
    {{ hash_share("concat('" ~ var('holdout_salt') | replace("'", "''") ~ '|' ~ campaign()
        ~ "|', cast(" ~ customer_id ~ ' as ' ~ dbt.type_string() ~ '))') }}
    < {{ var('holdout_share') }}
{%- endmacro %}

{# A text as a number spread evenly over 0 to 1: the first 32 bits of its MD5. #}
{% macro hash_share(text) -%}
    {{ return(adapter.dispatch('hash_share')(text)) }}
{%- endmacro %}

{% macro duckdb__hash_share(text) -%}
    cast(concat('0x', substr(md5({{ text }}), 1, 8)) as bigint) / 4294967296
{%- endmacro %}
