{# The base models of market_money and market_time, which differ in one measure: `column` is its
   name in the export. #}

{# One row per row of the export: the values that were read from it, and why it is rejected. #}
{% macro monthly_base(export_name, measure, column) -%}
with

formats as (

    {{ formats_of(export_name, ['customer_id', measure]) }}

),

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Период') }} as raw_period,
        {{ export_column(column) }} as raw_{{ measure }},
        formats.*

    from {{ export(export_name) }}
    cross join formats

),

texts as (

    select
        *,
        {{ careful_texts([measure]) }}

    from raw

),

parsed as (

    select
        texts.*,
        {{ parse_id() }},
        {{ read_spelling('period', 'raw_period') }},
        {{ parse_number(measure) }}

    from texts
    {{- join_spellings('period', 'raw_period', ref('period_spellings')) }}

),

judged as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ spelling_problem('period', 'Период') }},
            {{ number_problem(measure, column, required=true) }}
        ) as rejection_reason

    from parsed

),

final as (

    select
        customer_id,
        period,
        {{ measure }},
        other_period,
        rejection_reason,
        {{ raw_row({'id': 'raw_id', 'Период': 'raw_period', column: 'raw_' ~ measure}) }}

    from judged

)

select * from final
{%- endmacro %}
