{# A key of several columns: no row lacks a part of it, and no two rows share all of it.

   columns: the columns of the key.
   nullable: those of them that may be null; two nulls count as equal. #}
{% test unique_combination(model, columns, nullable=[]) %}
select
    {{ columns | join(',\n    ') }},
    count(*) as row_count

from {{ model }}
group by {{ columns | join(', ') }}
having
    count(*) > 1
    {%- for column in columns if column not in nullable %}
    or {{ column }} is null
    {%- endfor %}
{% endtest %}
