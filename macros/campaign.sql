{# The month a campaign is for, which is also its name: as_of, or the month in which the run
   started where the store is. #}
{% macro campaign() -%}
    {% set month = var('as_of') or store_time().strftime('%Y-%m') %}
    {% if not modules.re.match('^[0-9]{4}-(0[1-9]|1[0-2])$', month | string) %}
        {% do refuse_setting('as_of', 'is «' ~ month ~ '»', 'a month as YYYY-MM') %}
    {% endif %}
    {{ return(month) }}
{%- endmacro %}

{# A number from 0 to 1 drawn for each value of a column: the same for the same campaign
   on every machine, and not to be guessed from the value. #}
{% macro campaign_draw(column) -%}
    {{ hash_share(sql_text(var('holdout_salt') ~ '|' ~ campaign() ~ '|')
        ~ ' || cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')') }}
{%- endmacro %}

{# A text as a number spread evenly over 0 to 1: the first 32 bits of its MD5. #}
{% macro hash_share(text) -%}
    {{ return(adapter.dispatch('hash_share')(text)) }}
{%- endmacro %}

{% macro duckdb__hash_share(text) -%}
    (cast('0x' || substr(md5({{ text }}), 1, 8) as bigint) / 4294967296)
{%- endmacro %}

{# The months of profit that a decrease costs. A customer who buys less goes on earning, so it
   is a share of the months that are counted. Without the last digit of a product of doubles,
   0.8999999999999999. #}
{% macro lost_months() -%}
    {{ return((checked_setting('horizon_months') * checked_setting('profit_lost_share')) | round(6)) }}
{%- endmacro %}

{# The profit of a customer that is to be lost, over the months it is counted for. #}
{% macro profit_at_risk(risk, profit) -%}
    cast({{ risk }} * {{ profit }} * {{ lost_months() }} as double)
{%- endmacro %}

{# What an offer earns: the profit it is expected to save, less its cost. The decimals of a
   risk and of a share are narrow: Spark rounds a product that may have more than 38 digits. #}
{% macro expected_profit(risk_reduction) -%}
    {% set risk = 'cast(churn_risk as decimal(10, 9))' -%}
    {{ return(adapter.dispatch('money')(
        risk ~ ' * cast(' ~ risk_reduction ~ ' as decimal(7, 6)) * monthly_profit * '
        ~ lost_months() ~ ' - cost_per_contact',
        'cast(' ~ risk ~ ' as double) * cast(monthly_profit as double)'
        ~ ' * ' ~ lost_months() ~ ' * cast(' ~ risk_reduction
        ~ ' as double) - cast(cost_per_contact as double)'
    )) }}
{%- endmacro %}

{# What an offer earns where all are taken to be stronger or weaker than they are. #}
{% macro scenario_profit(effect_multiplier='effect_multiplier') -%}
    {{ return(expected_profit(
        'cast(least(risk_reduction * ' ~ effect_multiplier ~ ', 1) as ' ~ number() ~ ')')) }}
{%- endmacro %}

{# An exact amount, rounded as money; `nearly` is the same amount as a double. #}
{% macro default__money(exact, nearly) -%}
    cast({{ exact }} as {{ number() }})
{%- endmacro %}

{# DuckDB rounds a decimal of more than 64 bits at a twentieth of the speed of a double.
   Clear of the half between two millionths both come out alike; the rest is exact. #}
{% macro duckdb__money(exact, nearly) -%}
    case
        when abs({{ nearly }}) < 1000000
            and abs(
                ({{ nearly }}) * 1000000 - floor(({{ nearly }}) * 1000000) - 0.5
            ) > 0.001
            then cast({{ nearly }} as {{ number() }})
        else cast({{ exact }} as {{ number() }})
    end
{%- endmacro %}

{# The share by which an offer was measured to lower the risk; null where the assumption
   of seeds/rules/offers.csv stands. #}
{% macro measured_effect(offer) -%}
    {# `check_settings` refuses another type, after dbt has parsed this. #}
    {% set effects = var('measured_effect') if var('measured_effect') is mapping else {} %}
    {% if effects -%}
    case {{ offer }}
        {%- for name, effect in effects.items() %}
        when {{ sql_text(name) }} then cast({{ effect }} as {{ number() }})
        {%- endfor %}
    end
    {%- else -%}
    cast(null as {{ number() }})
    {%- endif %}
{%- endmacro %}
