{# One row per customer and month of which market_money or market_time has several rows. #}
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
