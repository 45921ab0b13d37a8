{# The rules of a relation: the `holds` test in its YAML. A table or seed is checked by them
   as it is written (`stop_if_rules_break`, which macros/tables.sql calls); `dbt test` checks
   what stands there at any time. #}

{# One row per broken rule, with the number of rows that break it: one pass over the rows and
   one over the key. A rule that is null for a row does not apply to it; a key stands in one
   row only; a column of `references` holds nothing that the column of the same name does not
   hold in another table. #}
{% macro broken_rules(relation, rules, key, references) -%}
with

counts as (

    select
        {%- for rule in rules %}
        count(case when not ({{ rule }}) then 1 end) as rule_{{ loop.index }},
        {%- endfor %}
        count(*) as rows_in_all

    from {{ relation }}

),

repeated_keys as (

    {% if key -%}
    select count(*) as row_count
    from {{ relation }}
    group by {{ key | join(', ') }}
    having count(*) > 1
    {%- else -%}
    select 1 as row_count
    from counts
    where false
    {%- endif %}

)
{% for rule in rules %}
select
    {{ sql_text(rule) }} as rule,
    rule_{{ loop.index }} as row_count

from counts
where rule_{{ loop.index }} > 0

union all
{% endfor %}
{% for column, parent in references.items() %}
select
    {{ sql_text(column ~ ' stands in ' ~ parent.identifier) }} as rule,
    count(*) as row_count

from {{ relation }} as child
left join {{ parent }} as parent
    on child.{{ column }} = parent.{{ column }}
where child.{{ column }} is not null and parent.{{ column }} is null
having count(*) > 0

union all
{% endfor %}
select
    {{ sql_text(key | join(', ') ~ ' stands in one row') }} as rule,
    sum(row_count) as row_count

from repeated_keys
having count(*) > 0
{%- endmacro %}

{# Before the transaction that wrote a relation is committed: a relation that breaks its own
   rules is not kept, and the rows of the build before stay. #}
{% macro stop_if_rules_break(relation) -%}
    {% for test in graph.nodes.values()
       if test.resource_type == 'test' and test.attached_node == model.unique_id
       and test.test_metadata.name == 'holds' %}
        {% set promised = test.test_metadata.kwargs %}
        {% set references = {} %}
        {% for column, parent in promised.get('references', {}).items() %}
            {% do references.update({column: referenced(parent)}) %}
        {% endfor %}
        {% set broken = run_query(broken_rules(relation, promised.get('rules', []),
            promised.get('key', []), references)).rows %}
        {% if broken %}
            {% set told = [] %}
            {% for rule in broken %}
                {% do told.append('«' ~ rule['rule'] ~ '» is broken by ' ~ rule['row_count']
                    ~ ' row' ~ ('s' if rule['row_count'] != 1 else '')) %}
            {% endfor %}
            {{ exceptions.raise_compiler_error(
                relation.schema ~ '.' ~ relation.identifier ~ ' was not kept: '
                ~ told | join('; ') ~ '. Its rules stand in '
                ~ model.patch_path.split('://')[1] ~ '; what the build before left of it, '
                ~ 'if there was one, stays.') }}
        {% endif %}
    {% endfor %}
{%- endmacro %}

{# The relation that a test's YAML names as `ref('name')`. #}
{% macro referenced(text) -%}
    {% set name = modules.re.match('^ref[(][\'"]([a-z0-9_]+)[\'"][)]$', text).group(1) %}
    {% set found = graph.nodes.get('model.' ~ project_name ~ '.' ~ name)
        or graph.nodes['seed.' ~ project_name ~ '.' ~ name] %}
    {{ return(api.Relation.create(database=found.database, schema=found.schema,
        identifier=found.alias)) }}
{%- endmacro %}
