{# Before anything is built: each export is there, has its columns and has rows. One
   sentence names the file, what was expected and what was found. #}
{% macro check_exports() -%}
    {% if execute %}
        {% for name, columns in export_columns().items() %}
            {% set files = export_files(name) %}
            {% if not files %}
                {{ refuse_export(name ~ '.csv', 'is missing',
                    name ~ '.csv or ' ~ name ~ '.parquet in ' ~ var('exports_dir'),
                    found_in_exports_dir()) }}
            {% endif %}
            {% for file in files %}
                {% if file.endswith('.csv') %}
                    {{ check_delimiter(name, file, files[0]) }}
                {% endif %}
                {{ check_columns(name, file, columns) }}
            {% endfor %}
        {% endfor %}
    {% endif %}
{%- endmacro %}

{# The separator of a CSV file: a seed has its own, and all parts of an export that of
   the `first`. #}
{% macro check_delimiter(name, file, first) -%}
    {% set expected = seed_delimiter(name) if var('exports_dir', '') == ''
        else file_delimiter(first) %}
    {% if first_line(file) and file_delimiter(file) != expected %}
        {{ refuse_export(file, 'has the wrong separator', describe_delimiter(expected),
            describe_delimiter(file_delimiter(file))) }}
    {% endif %}
{%- endmacro %}

{% macro check_columns(name, file, columns, rows='one row per customer') -%}
    {% set found = file_columns(file) %}
    {% if not found %}
        {{ refuse_export(file, 'is empty', 'the columns ' ~ columns | join(', '),
            'not one line') }}
    {% endif %}
    {% for column in columns if found.count(column) != 1 %}
        {{ refuse_export(file,
            ('lacks the column ' if column not in found else 'has more than one column ')
            ~ column, columns | join(', '), found | join(', ')) }}
    {% endfor %}
    {% if run_query('select 1 as one from ' ~ read_files([file]) ~ ' limit 1') | length == 0 %}
        {{ refuse_export(file, 'has a header and no rows', rows, 'none') }}
    {% endif %}
{%- endmacro %}

{% macro refuse_export(file, problem, expected, found) -%}
    {{ exceptions.raise_compiler_error(
        file ~ ' ' ~ problem ~ '. Expected: ' ~ expected ~ '. Found: ' ~ found
        ~ '. Nothing was built; the marts are as they were.'
    ) }}
{%- endmacro %}

{% macro found_in_exports_dir() -%}
    {% set names = [] %}
    {% for file in list_files(var('exports_dir').rstrip('/') ~ '/*') %}
        {% do names.append(file.split('/') | last) %}
    {% endfor %}
    {{ return(names | join(', ') or 'an empty folder, or none') }}
{%- endmacro %}
