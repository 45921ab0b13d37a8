{# What a model promises, checked in one pass over its rows and one over its key: one row
   per broken promise, with the number of rows that break it. A rule that is null for a
   row does not apply to it; a key stands in one row only; a column of `references` holds
   nothing that the column of the same name does not hold in another table. #}
{% test holds(model, rules=[], key=[], references={}) %}
with

counts as (

    select
        {%- for rule in rules %}
        sum(case when not ({{ rule }}) then 1 else 0 end) as rule_{{ loop.index }},
        {%- endfor %}
        count(*) as rows_in_all

    from {{ model }}

),

repeated_keys as (

    {% if key -%}
    select 1 as one
    from {{ model }}
    group by {{ key | join(', ') }}
    having count(*) > 1
    {%- else -%}
    select 1 as one
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

from {{ model }} as child
where
    child.{{ column }} is not null
    and not exists (select 1 as one from {{ parent }} as parent where parent.{{ column }} = child.{{ column }})
having count(*) > 0

union all
{% endfor %}
select
    {{ sql_text(key | join(', ') ~ ' stands in one row') }} as rule,
    count(*) as row_count

from repeated_keys
having count(*) > 0
{% endtest %}
