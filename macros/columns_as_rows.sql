{# Columns as rows: `names_as_rows` stands beside a relation, so that each of its rows comes once
   for each column, and `column_named` is the value of that column. The relation is read once;
   a union of one select per column computes it as often on Spark. #}

{# Rows with one name each, for a cross join. #}
{% macro names_as_rows(columns, name) -%}
    (
        {%- for column in columns %}
        select '{{ column }}' as {{ name }}
        {{- ' union all' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The value of the column that `name` holds, null for a name of none of them.

   relation: whose columns they are; suffix: the end of their names; type: what they are cast to. #}
{% macro column_named(name, columns, relation, suffix='', type=none) -%}
    case {{ name }}
        {%- for column in columns %}
        {%- set value = relation ~ '.' ~ column ~ suffix %}
        when '{{ column }}' then {{ 'cast(' ~ value ~ ' as ' ~ type ~ ')' if type else value }}
        {%- endfor %}
    end
{%- endmacro %}
