{# Files, as `inputs/` finds, checks and reads them. DuckDB asks it through the functions
   of inputs/plugin.py; another engine adds its own words. #}

{% macro sql_text(value) -%}
    {{ return("'" ~ value | string | replace("'", "''") ~ "'") }}
{%- endmacro %}

{# The files of an export in a folder, in order. #}
{% macro files_in_folder(folder, name) -%}
    {{ return(adapter.dispatch('files_in_folder')(folder, name)) }}
{%- endmacro %}

{% macro duckdb__files_in_folder(folder, name) -%}
    {{ return(ask_inputs('export_files', [folder, name])) }}
{%- endmacro %}

{# How many rows files have; stops at the first that cannot be read. #}
{% macro files_rows(files, columns) -%}
    {{ return(adapter.dispatch('files_rows')(files, columns)) }}
{%- endmacro %}

{% macro duckdb__files_rows(files, columns) -%}
    {{ return(ask_inputs('files_rows', [files, columns])) }}
{%- endmacro %}

{# Several files of one export as one relation of these columns, matched by name. #}
{% macro read_files(files, columns) -%}
    {{ return(adapter.dispatch('read_files')(files, columns)) }}
{%- endmacro %}

{% macro duckdb__read_files(files, columns) -%}
    {{ return(ask_inputs('files_reader', [files, columns])) }}
{%- endmacro %}

{# What a function of inputs/plugin.py answers; its problem stops the build. #}
{% macro ask_inputs(function, arguments) -%}
    {% set reply = fromjson(run_query(
        'select ' ~ function ~ '(' ~ sql_text(tojson(arguments)) ~ ') as reply'
    ).rows[0]['reply']) %}
    {% if reply.problem %}
        {{ exceptions.raise_compiler_error(
            reply.problem ~ ' Nothing was built; the marts are as they were.') }}
    {% endif %}
    {{ return(reply.answer) }}
{%- endmacro %}
