{# Before a run: what has memory comes back to a warehouse that lacks it. A warehouse that was
   built before `monitoring` existed has the history of campaigns in `marts`; a new one
   takes it from what the last build published. #}
{% macro carry_memory_over() -%}
    {{ return(adapter.dispatch('carry_memory_over')()) }}
{%- endmacro %}

{% macro default__carry_memory_over() -%}
    {% set moved = {'offer_history': 'offer_history', 'campaign_measurements': 'measured_campaigns'} %}
    {% for name, before in moved.items() if execute and last_built(name) is none %}
        {% set old = adapter.get_relation(
            target.database, generate_schema_name('marts') | trim, before) %}
        {% if old is not none %}
            {% do remember(name, old) %}
        {% endif %}
    {% endfor %}
    {% if execute %}
        {% do bring_history_back() %}
    {% endif %}
{%- endmacro %}

{% macro bring_history_back() -%}
    {% set missing = [] %}
    {% for node in graph.nodes.values()
       if node.resource_type == 'model' and node.fqn[1] == 'monitoring' %}
        {% do missing.append(node.name) if last_built(node.name) is none %}
    {% endfor %}
    {% set kept = ask_project('open_history', [target.path]) if missing else [] %}
    {% for name in missing if name in kept %}
        {% do remember(name, 'history.' ~ adapter.quote(name)) %}
        {% do print(name ~ ' comes back from published/history') %}
    {% endfor %}
    {% do run_query('detach database if exists history') if missing %}
{%- endmacro %}

{# Copy the rows of a model that this warehouse lacks from where they stand. #}
{% macro remember(name, source) -%}
    {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
    {% do run_query('create schema if not exists ' ~ node.schema) %}
    {% set new = api.Relation.create(
        database=node.database, schema=node.schema, identifier=node.alias, type='table') %}
    {% do run_query('create table ' ~ new ~ ' as select * from ' ~ source) %}
    {% do adapter.cache_added(new) %}
{%- endmacro %}
