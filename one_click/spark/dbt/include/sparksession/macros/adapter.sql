{# What this adapter says in other words than dbt-spark. #}

{# A Python model writes its table itself. #}
{% macro sparksession__create_table_as(temporary, relation, compiled_code, language='sql') -%}
    {%- if language == 'python' -%}
{{ compiled_code }}
session.write(
    model(dbtObj(session.table), session),
    "{{ relation }}",
    "{{ config.get('file_format') or 'parquet' }}",
    {{ tojson(partition_columns(temporary)) }},
)
    {%- else -%}
    {{ spark__create_table_as(temporary, relation, compiled_code, language) }}
    {%- endif -%}
{%- endmacro %}

{% macro partition_columns(temporary) -%}
    {% set columns = none if temporary else config.get('partition_by') -%}
    {{ return([columns] if columns is string else columns or []) }}
{%- endmacro %}

{# Spark's varchar needs a length; its text is `string`. #}
{% macro sparksession__get_empty_schema_sql(columns) -%}
    {% set texts = {} -%}
    {% for name, column in columns.items() -%}
        {% do texts.update({name: dict(column, data_type='string' if column['data_type'] == 'varchar' else column['data_type'])}) -%}
    {% endfor -%}
    {{ return(default__get_empty_schema_sql(texts)) }}
{%- endmacro %}

{# dbt reads «null» in a seed as nothing, and an apostrophe would end a text here. So the
   rows do not pass through SQL. #}
{% macro sparksession__create_csv_table(model, agate_table) -%}
    {% do adapter.load_seed(this, model.root_path ~ '/' ~ model.original_file_path, model.config.column_types) %}
    {{ return('-- written by Spark from ' ~ model.original_file_path) }}
{%- endmacro %}

{% macro sparksession__load_csv_rows(model, agate_table) -%}
    {{ return('-- written with the table') }}
{%- endmacro %}

{# In the order that was asked for, which dbt-spark drops. #}
{% macro sparksession__listagg(measure, delimiter_text, order_by_clause, limit_num) -%}
    listagg({{ measure }}, {{ delimiter_text }}){{ ' within group (' ~ order_by_clause ~ ')' if order_by_clause }}
{%- endmacro %}
