-- One row per column of an export that holds a number: its limits, and how the files of this
-- build write it.
{% set formats = number_formats() %}
with

found as (
    {% for export, column, group_mark, sign in formats %}
    select
        {{ sql_text(export) }} as export,
        {{ sql_text(column) }} as column_name,
        {{ sql_text(group_mark) }} as group_mark,
        {{ sql_text(sign) }} as sign
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        '' as export,
        '' as column_name,
        '' as group_mark,
        '' as sign
    {%- endfor %}

),

final as (

    select
        measures.export,
        measures.column_name,
        measures.measure,
        measures.unit,
        {% if var('allow_returns') -%}
        -- More may come back in a month than was bought.
        case when measures.measure = 'revenue' then -measures.highest else measures.lowest end as lowest,
        {% else -%}
        measures.lowest,
        {% endif -%}
        measures.highest,
        measures.is_whole,
        found.column_name is null as is_plain,
        coalesce(found.group_mark, '') as group_mark,
        coalesce(found.sign, '') as sign

    from {{ ref('measures') }} as measures
    left join found
        on measures.export = found.export
        and measures.column_name = found.column_name

)

select * from final
