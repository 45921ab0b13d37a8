-- At most max_rejected_share of the rows of each export are rejected. The test reads tables
-- that come before int_customers_seen, and no other: so dbt runs it before any mart changes.
with

rows_in as (
    {% for export in ['market_file', 'market_money', 'market_time', 'money'] %}
    select
        '{{ export }}' as export,
        count(*) as rows_in

    from {{ ref('base_' ~ export) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

examples as (

    select
        *,
        count(*) over (partition by export) as rows_rejected,
        count(*) over (partition by export, cause) as row_count,
        row_number() over (
            partition by export, cause order by rejection nulls last
        ) as place

    from {{ ref('rejected_rows') }}

),

reasons as (

    select
        *,
        row_number() over (
            partition by export order by row_count desc, reason nulls last
        ) as reason_place

    from examples
    where place = 1

)

select
    rows_in.export,
    reasons.customer_id as example_customer_id,
    reasons.reason as example_reason,
    rows_in.export || ': ' || reasons.rows_rejected || ' of ' || rows_in.rows_in
    || ' rows were rejected, more than max_rejected_share ({{ var('max_rejected_share') }})'
    || ' allows. Most often ('
    || reasons.row_count || ' rows): ' || reasons.reason
    || '. Look at the rows with: make rejects. What is published stays as it was.'
        as problem

from rows_in
inner join reasons
    on rows_in.export = reasons.export and reasons.reason_place = 1
where reasons.rows_rejected > rows_in.rows_in * {{ var('max_rejected_share') }}
