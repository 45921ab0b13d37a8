{# Run before a staging model: an export of which too much could not be read, or a file
   that a model cannot learn from, stops the build before any mart changes. #}
{% macro stop_if_unreadable(export_name) -%}
    {% if execute %}
        {% set parsed = ref('checked_' ~ export_name) %}
        {% set counts = run_query(
            'select count(*) as rows_in, count(rejection_reason) as rows_rejected from '
            ~ parsed
        ).rows[0] %}
        {% if counts['rows_rejected'] > counts['rows_in'] * var('max_rejected_share') %}
            {% set reason = run_query(
                'select rejection_reason, count(*) as row_count from ' ~ parsed
                ~ ' where rejection_reason is not null group by rejection_reason'
                ~ ' order by row_count desc, rejection_reason limit 1'
            ).rows[0] %}
            {{ exceptions.raise_compiler_error(
                export_name ~ ': ' ~ counts['rows_rejected'] ~ ' of ' ~ counts['rows_in']
                ~ ' rows could not be read, more than max_rejected_share ('
                ~ var('max_rejected_share') ~ ') allows. Most often ('
                ~ reason['row_count'] ~ ' rows): ' ~ reason['rejection_reason']
                ~ '. See staging.checked_' ~ export_name
                ~ '; the marts are as they were.'
            ) }}
        {% endif %}
        {% if export_name == 'market_file' %}
            {% set labels = run_query(
                'select activity, count(*) as row_count from ' ~ parsed
                ~ ' where activity is not null group by activity'
            ) %}
            {% if labels | length < 2 %}
                {{ exceptions.raise_compiler_error(
                    'market_file: the label «Покупательская активность» has '
                    ~ (labels | length) ~ ' class'
                    ~ (' (every labelled customer is ' ~ labels.rows[0]['activity'] ~ ')'
                       if labels | length == 1 else 'es (no customer is labelled)')
                    ~ ': expected both «Снизилась» and «Прежний уровень», so that a model'
                    ~ ' can learn the difference. The marts are as they were.'
                ) }}
            {% endif %}
        {% endif %}
    {% endif %}
{%- endmacro %}
