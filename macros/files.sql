{# Files an engine reads by itself. DuckDB here; another engine adds its own words. #}

{% macro sql_text(value) -%}
    {{ return("'" ~ value | string | replace("'", "''") ~ "'") }}
{%- endmacro %}

{% macro list_files(pattern) -%}
    {{ return(adapter.dispatch('list_files')(pattern)) }}
{%- endmacro %}

{% macro duckdb__list_files(pattern) -%}
    {% set found = run_query(
        'select file from glob(' ~ sql_text(pattern) ~ ') order by file'
    ) %}
    {{ return(found.columns[0].values() | list) }}
{%- endmacro %}

{# The first line of a text file, without its byte order mark; '' for an empty file. #}
{% macro first_line(file) -%}
    {{ return(adapter.dispatch('first_line')(file)) }}
{%- endmacro %}

{% macro duckdb__first_line(file) -%}
    {% set lines = run_query(
        "select line from read_csv(" ~ sql_text(file) ~ ", auto_detect = false, "
        ~ "header = false, delim = '\x01', quote = '', escape = '', strict_mode = false, "
        ~ "columns = {'line': 'varchar'}) limit 1"
    ) %}
    {{ return(lines.columns[0].values()[0] or '' if lines | length > 0 else '') }}
{%- endmacro %}

{% macro parquet_columns(file) -%}
    {{ return(adapter.dispatch('parquet_columns')(file)) }}
{%- endmacro %}

{% macro duckdb__parquet_columns(file) -%}
    {% set found = run_query(
        'select column_name from (describe select * from read_parquet('
        ~ sql_text(file) ~ '))'
    ) %}
    {{ return(found.columns[0].values() | list) }}
{%- endmacro %}

{# Several files of one export as one relation, columns matched by name. #}
{% macro read_files(files) -%}
    {{ return(adapter.dispatch('read_files')(files)) }}
{%- endmacro %}

{% macro duckdb__read_files(files) -%}
    {% set names = [] %}
    {% for file in files %}
        {% do names.append(sql_text(file)) %}
    {% endfor %}
    {% set names = '[' ~ names | join(', ') ~ ']' %}
    {% if files[0].endswith('.parquet') %}
        {{ return('read_parquet(' ~ names ~ ', union_by_name = true)') }}
    {% endif %}
    {{ return(
        'read_csv(' ~ names ~ ', header = true, all_varchar = true, '
        ~ 'union_by_name = true, delim = ' ~ sql_text(file_delimiter(files[0]))
        ~ ", quote = '\"', escape = '\"')"
    ) }}
{%- endmacro %}
