{# Before a run: a warehouse that was built before `monitoring` existed keeps its campaigns.
   Their history stood in `marts` then. #}
{% macro carry_memory_over() -%}
    {% set moved = {'offer_history': 'offer_history', 'campaign_measurements': 'measured_campaigns'} %}
    {% for name, before in moved.items() if execute %}
        {% set schema = generate_schema_name('marts') | trim %}
        {% set old = adapter.get_relation(target.database, schema, before) %}
        {% if old is not none and last_built(name) is none %}
            {% set node = graph.nodes['model.' ~ project_name ~ '.' ~ name] %}
            {% do run_query('create schema if not exists ' ~ node.schema) %}
            {% set new = api.Relation.create(
                database=node.database, schema=node.schema, identifier=name, type='table') %}
            {% do run_query('create table ' ~ new ~ ' as select * from ' ~ old) %}
            {% do adapter.cache_added(new) %}
        {% endif %}
    {% endfor %}
{%- endmacro %}
