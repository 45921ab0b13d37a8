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
        {{ odd_id('raw_id') }},
        {{ odd_number(measure) }}

    from raw

),

parsed as (

    select
        texts.*,
        {{ parse_id('raw_id') }},
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

{# One row per customer and month of which the export has several rows. #}
{% macro monthly_copies(export_name, measure) -%}
with

base as (

    select * from {{ ref('base_' ~ export_name) }}

),

repeated as (

    select
        customer_id,
        period

    from base
    where customer_id is not null and period is not null
    group by customer_id, period
    having count(*) > 1

),

versions as (

    select distinct
        base.customer_id,
        base.period,
        base.{{ measure }},
        base.rejection_reason

    from base
    inner join repeated
        on base.customer_id = repeated.customer_id
        and base.period = repeated.period

),

final as (

    select
        customer_id,
        period,
        count(*) = 1 and count(rejection_reason) = 0 as are_identical,
        min({{ measure }}) as {{ measure }}

    from versions
    group by customer_id, period

)

select * from final
{%- endmacro %}
