{# What each var may be; `marts.settings` states them as they were in force. The values
   and their comments stand in dbt_project.yml; a test compares the names. #}
{% macro settings() -%}
    {{ return({
        'exports_dir': {},
        'decimal_mark': {'options': ['', ',', '.']},
        'allow_returns': {'options': [true, false]},
        'label_codes': {},
        'new_source': {'options': [true, false]},
        'max_rejected_share': {'lowest': 0, 'highest': 1},
        'min_share_of_last_rows': {'lowest': 0, 'highest': 1},
        'min_share_of_shared_customers': {'lowest': 0, 'highest': 1},
        'revenue_outlier_factor': {'lowest': 1},
        'leaderboard': {'options': ['quick', 'thorough']},
        'champion': {},
        'retrain': {'options': [true, false]},
        'training_rows_max': {'lowest': 100},
        'threshold_policy': {'options': ['f1', 'recall', 'profit']},
        'recall_target': {'lowest': 0, 'highest': 1},
        'threshold_contact_cost': {'lowest': 0},
        'threshold_risk_reduction': {'lowest': 0, 'highest': 1},
        'risk_band_medium': {'lowest': 0, 'highest': 1},
        'risk_band_high': {'lowest': var('risk_band_medium'), 'highest': 1},
        'label_audit_gap': {'lowest': 0, 'highest': 1},
        'profile_customers_max': {'lowest': 1000},
        'outlier_fence': {'lowest': 0},
        'reasons_in_full_max': {'lowest': 0},
        'contribution_sample_size': {'lowest': 1},
        'promo_share_high': {'lowest': 0, 'highest': 1},
        'abandoned_basket_items': {'lowest': 0},
        'high_value_quantile': {'lowest': 0, 'highest': 1},
        'as_of': {},
        'time_zone': {},
        'horizon_months': {'lowest': 0},
        'profit_lost_share': {'lowest': 0, 'highest': 1},
        'campaign_budget': {'lowest': 0},
        'max_contacts': {'lowest': 0},
        'allocation_customers_max': {'lowest': 100},
        'measured_effect': {},
        'large_planned_effect': {'lowest': 0, 'highest': 1},
        'holdout_share': {'lowest': 0, 'highest': 0.9},
        'holdout_salt': {},
        'campaign_list_bom': {'options': [true, false]},
    }) }}
{%- endmacro %}

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
