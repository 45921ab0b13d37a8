{# Tables and views are replaced in one statement, in one transaction: a build that is
   killed half-way leaves the old rows. dbt's own way makes a second relation, renames both
   and drops one, which is five statements for each model and most of what a small build
   takes. What those know beyond that (indexes, grants) is not used here. #}
{% materialization table, adapter='duckdb', supported_languages=['sql', 'python'] %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% do drop_if_other_type(load_cached_relation(this), 'table') %}

    {% if model['language'] == 'python' %}
        {# Python writes through a connection and a transaction of its own. #}
        {%- set written = make_intermediate_relation(target_relation) -%}
        {{ drop_relation_if_exists(load_cached_relation(written)) }}
        {{ adapter.commit() }}
        {% call statement('main', language='python') -%}
            {{- py_write_table(false, written, compiled_code) -}}
        {%- endcall %}
        {% call statement('put_in_place') -%}
            create or replace table {{ target_relation }} as from {{ written }};
            drop table {{ written }};
        {%- endcall %}
    {% else %}
        {% call statement('main') -%}
            create or replace table {{ target_relation }} as (
                {{ as_promised(compiled_code) }}
            )
        {%- endcall %}
    {% endif %}
    {{ finish(target_relation) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{% materialization view, adapter='duckdb' %}
    {%- set target_relation = this.incorporate(type='view') -%}
    {{ run_hooks(pre_hooks, inside_transaction=False) }}
    {{ run_hooks(pre_hooks, inside_transaction=True) }}
    {% do drop_if_other_type(load_cached_relation(this), 'view') %}

    {% call statement('main') -%}
        create or replace view {{ target_relation }} as (
            {{ as_promised(compiled_code) }}
        )
    {%- endcall %}
    {{ finish(target_relation) }}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}

{# What is left to do with a relation that was made: its rules, hooks, commit.
   What a view shows is checked by its test: it stores nothing. #}
{% macro finish(relation) -%}
    {% if model.config.materialized != 'view' %}
        {% do stop_if_rules_break(relation) %}
    {% endif %}
    {{ run_hooks(post_hooks, inside_transaction=True) }}
    {{ adapter.commit() }}
    {{ run_hooks(post_hooks, inside_transaction=False) }}
{%- endmacro %}

{# A model that was a view and is a table now, or the other way round. #}
{% macro drop_if_other_type(existing, type) -%}
    {% if existing is not none and existing.type != type %}
        {% do adapter.drop_relation(existing) %}
    {% endif %}
{%- endmacro %}

{# The query of a model; under a contract, with the columns and types that it promises. #}
{% macro as_promised(query) -%}
    {% if config.get('contract').enforced -%}
    {{ get_assert_columns_equivalent(query) }}
    select
        {%- for column in model.columns.values() %}
        cast({{ column.name }} as {{ column.data_type }}) as {{ column.name }}{{ ',' if not loop.last }}
        {%- endfor %}

    from (
        {{ query }}
    ) as promised
    {%- else -%}
    {{ query }}
    {%- endif %}
{%- endmacro %}

{# What dbt asks before it builds under a contract. It compares types by a second query and a
   call for each column; names and types that are written alike are alike, and only others
   are left to it: `varchar` may be promised as `text`. #}
{% macro duckdb__get_assert_columns_equivalent(sql) -%}
    {% set promised = {} %}
    {% for column in model.columns.values() %}
        {% do promised.update({column.name: column.data_type | lower}) %}
    {% endfor %}
    {% set columns = adapter.get_column_schema_from_query(sql) %}
    {% set found = {} %}
    {% for column in columns %}
        {% do found.update({column.name: column.dtype | lower}) %}
    {% endfor %}
    {% if found != promised or columns | length != promised | length %}
        {{ return(assert_columns_equivalent(sql)) }}
    {% endif %}
{%- endmacro %}
