{# The features, in the order of the contract of customer_features: all its columns but
   the key, the label and the flag of what is trained on. ml/features.py holds the same
   lists for scikit-learn; a test compares the three. #}
{% macro feature_columns() -%}
    {{ return(category_features() + number_features()) }}
{%- endmacro %}

{% macro category_features() -%}
    {{ return(['service_level', 'has_consent', 'favourite_category']) }}
{%- endmacro %}

{% macro number_features() -%}
    {{ return([
        'marketing_contacts_6m',
        'marketing_contacts_current_month',
        'tenure_days',
        'promo_purchase_share',
        'categories_per_visit',
        'unpaid_items_quarter',
        'service_errors_quarter',
        'pages_per_visit',
        'revenue_current_month',
        'revenue_previous_month',
        'revenue_month_before_previous',
        'minutes_current_month',
        'minutes_previous_month',
        'pages_times_minutes',
        'pages_per_category',
        'unpaid_items_per_page',
        'log_revenue_per_minute',
    ]) }}
{%- endmacro %}

{# The features whose fall is the earliest sign that customers will buy less. #}
{% macro engagement_measures() -%}
    {{ return(['pages_per_visit', 'minutes_current_month', 'categories_per_visit']) }}
{%- endmacro %}

{# Before anything is built: SQL and Python name the same features, in one order. #}
{% macro check_features() -%}
    {% if execute and feature_columns() != ask_project('features', []) %}
        {% do stop('macros/feature_columns.sql and ml/features.py list different features. '
            ~ 'SQL: ' ~ feature_columns() | join(', ') ~ '. Python: '
            ~ ask_project('features', []) | join(', ') ~ '. Expected: the same, in one order.') %}
    {% endif %}
{%- endmacro %}
