{# The rules of a row. A rule is a condition that is true for every row: null breaks it, and
   a rule that lets null pass says so («activity is null or activity in (…)»).

   rules: conditions in SQL.
   key: columns that name a row; two rows that break a rule are shown by them.

   One row per broken rule: the rule, how many rows break it, and two of them. #}
{% test holds(model, rules, key) %}
{%- set row = [] -%}
{%- for column in key -%}
    {%- do row.append("coalesce(cast(" ~ column ~ " as " ~ dbt.type_string() ~ "), 'null')") -%}
{%- endfor -%}
with

counted as (

    select
        {%- for rule in rules %}
        count(case when {{ rule }} then null else 1 end) as broken_{{ loop.index }},
        min(case when {{ rule }} then null else {{ row | join(" || ', ' || ") }} end)
            as first_{{ loop.index }},
        max(case when {{ rule }} then null else {{ row | join(" || ', ' || ") }} end)
            as last_{{ loop.index }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ model }}

)

{% for rule in rules -%}
select
    {{ sql_text(rule) }} as broken_rule,
    broken_{{ loop.index }} as broken_rows,
    first_{{ loop.index }} as example,
    last_{{ loop.index }} as another_example

from counted
where broken_{{ loop.index }} > 0
{{ 'union all' if not loop.last }}
{% endfor %}
{% endtest %}
