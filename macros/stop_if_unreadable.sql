{# Run after `rejected_rows`: an export of which too much could not be read, or a file that
   a model cannot learn from, stops the build before any mart changes. #}
{% macro stop_if_unreadable() -%}
    {% if execute %}
        {% for export in export_keys() %}
            {% set rows_in = run_query('select count(*) as row_count from '
                ~ ref('typed_' ~ export)).rows[0]['row_count'] %}
            {% set reasons = run_query(
                'select reason, count(*) as row_count from ' ~ this
                ~ " where export = '" ~ export ~ "' group by reason"
                ~ ' order by row_count desc, reason'
            ).rows %}
            {% set rejected = reasons | sum(attribute='row_count') %}
            {% if rejected > rows_in * var('max_rejected_share') %}
                {{ exceptions.raise_compiler_error(
                    export ~ ': ' ~ rejected ~ ' of ' ~ rows_in
                    ~ ' rows could not be read, more than max_rejected_share ('
                    ~ var('max_rejected_share') ~ ') allows. Most often ('
                    ~ reasons[0]['row_count'] ~ ' rows): ' ~ reasons[0]['reason']
                    ~ '. See staging.rejected_rows; the marts are as they were.'
                ) }}
            {% endif %}
        {% endfor %}
        {{ stop_if_one_label() }}
    {% endif %}
{%- endmacro %}

{% macro stop_if_one_label() -%}
    {% set labels = run_query(
        'select activity from ' ~ ref('base_market_file')
        ~ ' where activity is not null and rejected_row is null group by activity'
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
{%- endmacro %}
