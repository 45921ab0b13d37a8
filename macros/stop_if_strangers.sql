{# Run before `customer_status`: exports with few customers in common were not made for
   the same month, or not for the same store, and nothing in them belongs together. #}
{% macro stop_if_strangers() -%}
    {% if execute %}
        {% for other in ['market_money', 'market_time', 'money'] %}
            {% set counts = run_query(
                'select'
                ~ ' sum(case when is_in_market_file then 1 else 0 end) as customers,'
                ~ ' sum(case when is_in_' ~ other ~ ' then 1 else 0 end) as others,'
                ~ ' sum(case when is_in_market_file and is_in_' ~ other
                ~ ' then 1 else 0 end) as shared from ' ~ ref('int_customers_seen')
            ).rows[0] %}
            {% set shorter = [counts['customers'], counts['others']] | min %}
            {% if counts['shared'] < shorter * var('min_share_of_shared_customers') %}
                {{ exceptions.raise_compiler_error(
                    'market_file and ' ~ other ~ ' do not belong together. Expected: at least '
                    ~ (shorter * var('min_share_of_shared_customers')) | round(0, 'ceil') | int
                    ~ ' customers in both (min_share_of_shared_customers = '
                    ~ var('min_share_of_shared_customers') ~ ' of ' ~ shorter
                    ~ '). Found: ' ~ counts['shared'] ~ ' of ' ~ counts['customers']
                    ~ ' and ' ~ counts['others']
                    ~ '. Are they of one month? The marts are as they were.'
                ) }}
            {% endif %}
        {% endfor %}
    {% endif %}
{%- endmacro %}
