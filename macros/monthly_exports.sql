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

plain as (

    select
        *,
        {{ plain_id('raw_id') }},
        {{ plain_number(measure) }}

    from raw

),

texts as (

    select
        *,
        {{ odd_id('raw_id') }},
        {{ odd_number(measure) }}

    from plain

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

{# One row per customer and month of which the export has several rows. #}
{% macro monthly_copies(export_name, measure) -%}
with

base as (

    select * from {{ ref('base_' ~ export_name) }}

),

-- To count customers costs a third of what it costs to count customers and months.
repeated as (

    select customer_id
    from base
    where customer_id is not null
    group by customer_id
    having
        {%- for month in months_of_the_exports() %}
        {{ 'or ' if not loop.first }}count(case when period = '{{ month }}' then 1 end) > 1
        {%- endfor %}

),

versions as (

    select
        base.customer_id,
        base.period,
        base.{{ measure }},
        base.rejection_reason,
        count(*) as copies

    from base
    inner join repeated
        on base.customer_id = repeated.customer_id
    where base.period is not null
    group by
        base.customer_id,
        base.period,
        base.{{ measure }},
        base.rejection_reason

),

final as (

    select
        customer_id,
        period,
        count(*) = 1 and count(rejection_reason) = 0 as are_identical,
        min({{ measure }}) as {{ measure }}

    from versions
    group by customer_id, period
    having sum(copies) > 1

)

select * from final
{%- endmacro %}
