{# A seed is made anew in one transaction, so a file with other columns than last time
   loads too, and a build that is killed half-way leaves the old rows. #}
{% macro duckdb__reset_csv_table(model, full_refresh, old_relation, agate_table) %}
    {% call statement('_') %}drop table if exists {{ this }}{% endcall %}
    {{ return(create_csv_table(model, agate_table)) }}
{% endmacro %}

{# Rows are loaded by column name, so reordered columns stay what they are, and by the
   reader that reads the files of `exports_dir`, so both ways in see the same text. #}
{% macro duckdb__load_csv_rows(model, agate_table) %}
    {% set columns = [] %}
    {% for column in model['config']['column_types'] %}
        {% do columns.append(adapter.quote(column)) %}
    {% endfor %}
    {% set sql %}
        insert into {{ this }} ({{ columns | join(', ') }})
        select {{ columns | join(', ') }}
        from {{ read_files([model.root_path ~ '/' ~ model.original_file_path]) }}
    {% endset %}
    {% do adapter.add_query(sql, abridge_sql_log=True) %}
    {{ return(sql) }}
{% endmacro %}
