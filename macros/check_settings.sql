{# Before anything is built: a name nobody knows would change nothing, and an absurd value
   too much. #}
{% macro check_settings() -%}
    {% if execute %}
        {# A package that was added has vars of its own: an unknown name is no error. #}
        {% for name in invocation_args_dict.get('vars') or {} if name not in settings() %}
            {% do exceptions.warn('The var ' ~ name ~ ' is not a var of this project, and changes '
                ~ 'nothing here. Its vars: ' ~ settings() | join(', ') ~ '.') %}
        {% endfor %}
        {% for name, allowed in settings().items() %}
            {{ check_setting(name, var(name), allowed) }}
        {% endfor %}
        {% if var('champion') and var('champion') not in ask_project('candidates', []) %}
            {{ refuse_setting('champion', 'is «' ~ var('champion') ~ '»',
                ask_project('candidates', []) | join(', ') ~ ', or nothing, for the rule') }}
        {% endif %}
        {% do check_measured_effect() %}
        {% do check_untrusted_labels() %}
        {% do campaign() %}
    {% endif %}
{%- endmacro %}

{# `measured_effect` maps offers to shares of the risk; a data test knows the offers. #}
{% macro check_measured_effect() -%}
    {% if var('measured_effect') is not mapping %}
        {{ refuse_setting('measured_effect', 'is «' ~ var('measured_effect') ~ '»',
            'offers with the share by which each was measured to lower the risk, as in '
            ~ '{care_call: 0.21}') }}
    {% endif %}
    {% for offer, effect in var('measured_effect').items() %}
        {{ check_setting('measured_effect of ' ~ offer, effect, {'lowest': 0, 'highest': 1}) }}
    {% endfor %}
{%- endmacro %}

{# Also for a macro that computes with a var when dbt parses, before `check_settings`. #}
{% macro checked_setting(name) -%}
    {{ check_setting(name, var(name), settings()[name]) }}
    {{ return(var(name)) }}
{%- endmacro %}

{% macro check_setting(name, value, allowed) -%}
    {% if 'options' in allowed and value not in allowed.options %}
        {{ refuse_setting(name, 'is «' ~ value ~ '»', allowed.options | join(', ')) }}
    {% endif %}
    {% if 'lowest' in allowed %}
        {% set expected = 'a number from ' ~ allowed.lowest
            ~ (' to ' ~ allowed.highest if 'highest' in allowed else '') %}
        {# YAML knows .nan and .inf: less themselves they are not 0. #}
        {% if value is not number or value is boolean or value - value != 0
            or value < allowed.lowest or value > allowed.get('highest', value) %}
            {{ refuse_setting(name, 'is «' ~ value ~ '»', expected) }}
        {% endif %}
    {% endif %}
{%- endmacro %}

{% macro refuse_setting(name, problem, expected) -%}
    {% do stop('The var ' ~ name ~ ' ' ~ problem ~ '. Expected: ' ~ expected ~ '.') %}
{%- endmacro %}
