{# What the macros of the project share. #}

{# A text as SQL writes it. #}
{% macro sql_text(value) -%}
    {{ return("'" ~ value | string | replace("'", "''") ~ "'") }}
{%- endmacro %}

{# Stop the run before it builds anything, with one sentence for the person who reads it. #}
{% macro stop(sentence) -%}
    {{ exceptions.raise_compiler_error(
        sentence ~ ' Nothing was built; what is published stays as it was.') }}
{%- endmacro %}

{# The answer of one_click/dbt_plugin.py to a question. Its problem stops the run. #}
{% macro ask_project(question, arguments) -%}
    {% set reply = fromjson(run_query(
        'select ask_project(' ~ sql_text(question) ~ ', ' ~ sql_text(tojson(arguments)) ~ ') as reply'
    ).rows[0]['reply']) %}
    {% if reply.problem and question == 'publish' %}
        {{ exceptions.raise_compiler_error(reply.problem) }}
    {% elif reply.problem %}
        {% do stop(reply.problem) %}
    {% endif %}
    {{ return(reply.answer) }}
{%- endmacro %}

{# The relation that an earlier run built for a model, or none. #}
{% macro last_built(name) -%}
    {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
    {{ return(adapter.get_relation(node.database, node.schema, node.alias)) }}
{%- endmacro %}
