{# Before anything is built: each export is there, has its columns, and each of its lines
   can be read. One sentence names the file, what was expected and what was found. The
   project's own seeds are looked at in the same way. #}
{% macro check_exports() -%}
    {% if execute %}
        {% set rows = {} %}
        {% for name, columns in export_columns().items() %}
            {% do rows.update({name: files_rows(export_files(name), columns)}) %}
        {% endfor %}
        {% for node in graph.nodes.values()
           if node.resource_type == 'seed' and node.name not in export_columns() %}
            {% do files_rows([seed_file(node)], seed_columns(node)) %}
        {% endfor %}
        {% do check_row_counts(rows) %}
    {% endif %}
{%- endmacro %}

{# An export far shorter than the one before was cut off on its way, most likely. #}
{% macro check_row_counts(rows) -%}
    {% set last = adapter.get_relation(target.database, 'staging', 'input_reconciliation') %}
    {% if last is not none %}
        {% for row in run_query(
            'select export, rows_in from ' ~ last ~ ' order by export').rows %}
            {% set found, before = rows.get(row['export'], 0), row['rows_in'] | int %}
            {% if found < before * var('min_share_of_last_rows') %}
                {{ exceptions.raise_compiler_error(
                    row['export'] ~ ' has far fewer rows than in the build before. Expected: at least '
                    ~ (before * var('min_share_of_last_rows')) | round(0, 'ceil') | int
                    ~ ' (min_share_of_last_rows = ' ~ var('min_share_of_last_rows')
                    ~ ' of ' ~ before ~ '). Found: ' ~ found
                    ~ ". If that is right, build once with VARS='{min_share_of_last_rows: 0}'."
                    ~ ' Nothing was built; the marts are as they were.'
                ) }}
            {% endif %}
        {% endfor %}
    {% endif %}
{%- endmacro %}
