{# Rules that every row must keep, checked in one pass: one row per broken rule, with the
   number of rows that break it. A rule that is null for a row does not apply to it. #}
{% test holds(model, rules) %}
with

counts as (

    select
        {%- for rule in rules %}
        sum(case when not ({{ rule }}) then 1 else 0 end)
            as rule_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ model }}

)
{% for rule in rules %}
select
    {{ sql_text(rule) }} as rule,
    rule_{{ loop.index }} as row_count

from counts
where rule_{{ loop.index }} > 0
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
