{# What the macros of the project share. #}

{# A text as SQL writes it. #}
{% macro sql_text(value) -%}
    {{ return(adapter.dispatch('sql_text')(value)) }}
{%- endmacro %}

{% macro default__sql_text(value) -%}
    {{ return("'" ~ value | string | replace("'", "''") ~ "'") }}
{%- endmacro %}

{# Stop the run before it builds anything, with one sentence for the person who reads it. #}
{% macro stop(sentence) -%}
    {{ exceptions.raise_compiler_error(
        sentence ~ ' Nothing was built; what is published stays as it was.') }}
{%- endmacro %}

{# The answer of the project's Python to a question (one_click/questions.py). Its problem
   stops the run. #}
{% macro ask_project(question, arguments) -%}
    {% set reply = fromjson(adapter.dispatch('reply_to')(question, tojson(arguments))) %}
    {% if reply.problem and question == 'publish' %}
        {{ exceptions.raise_compiler_error(reply.problem) }}
    {% elif reply.problem %}
        {% do stop(reply.problem) %}
    {% endif %}
    {{ return(reply.answer) }}
{%- endmacro %}

{% macro duckdb__reply_to(question, arguments) -%}
    {{ return(run_query(
        'select ask_project(' ~ sql_text(question) ~ ', ' ~ sql_text(arguments) ~ ') as reply'
    ).rows[0]['reply']) }}
{%- endmacro %}

{# The relation that an earlier run built for a model, or none. #}
{% macro last_built(name) -%}
    {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
    {{ return(adapter.get_relation(node.database, node.schema, node.alias)) }}
{%- endmacro %}

{# The names of the columns of a relation that an earlier run built; none without it. #}
{% macro columns_of(relation) -%}
    {{ return(adapter.get_columns_in_relation(relation) | map(attribute='name') | list
        if relation is not none else []) }}
{%- endmacro %}
