{# `untrusted_labels` maps a label to ranges of ids, each with its first and its last. #}
{% macro check_untrusted_labels() -%}
    {% set expected = 'labels with the first and the last id of each range, as in '
        ~ '{decreased: [[215675, 215695]], same: []}' %}
    {% if var('untrusted_labels') is not mapping %}
        {{ refuse_setting('untrusted_labels', 'is «' ~ var('untrusted_labels') ~ '»', expected) }}
    {% endif %}
    {% for label, ranges in var('untrusted_labels').items() %}
        {% if label not in ['decreased', 'same'] or ranges is string or ranges is not sequence %}
            {{ refuse_setting('untrusted_labels', 'holds «' ~ label ~ ': ' ~ ranges ~ '»', expected) }}
        {% endif %}
        {% for range in ranges %}
            {% if range is string or range is not sequence or range | length != 2
                or range[0] is not integer or range[1] is not integer or range[0] > range[1] %}
                {{ refuse_setting('untrusted_labels', 'holds «' ~ range ~ '»', expected) }}
            {% endif %}
        {% endfor %}
    {% endfor %}
{%- endmacro %}

{# Whether the store has said that a customer's label is wrong. #}
{% macro is_untrusted_label(activity, customer_id) -%}
    {# `check_untrusted_labels` refuses another type, after dbt has parsed this. #}
    {% set labels = var('untrusted_labels') if var('untrusted_labels') is mapping else {} %}
    false
    {%- for label, ranges in labels.items() %}
    {%- for range in ranges %}
    or ({{ activity }} = {{ sql_text(label) }} and {{ customer_id }} between {{ range[0] }} and {{ range[1] }})
    {%- endfor %}
    {%- endfor %}
{%- endmacro %}
