-- At most max_rejected_share of the rows of each export are rejected. The test reads tables
-- before customer_status, so dbt runs it before any mart changes.
with

kept as (
    {% for export in ['market_file', 'market_money', 'market_time', 'money'] %}
    select
        '{{ export }}' as export,
        count(*) as row_count

    from {{ ref('stg_' ~ export) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

reasons as (

    select
        export,
        reason,
        count(*) as row_count,
        sum(count(*)) over (partition by export) as rows_rejected,
        row_number() over (partition by export order by count(*) desc, reason) as place

    from {{ ref('rejected_rows') }}
    group by export, reason

)

select
    kept.export || ': ' || reasons.rows_rejected || ' of '
    || (kept.row_count + reasons.rows_rejected)
    || ' rows were rejected, more than max_rejected_share ({{ var('max_rejected_share') }})'
    || ' allows. Most often ('
    || reasons.row_count || ' rows): ' || reasons.reason
    || '. The table staging.rejected_rows of the warehouse shows them; what is published stays as it was.'
        as problem

from kept
inner join reasons
    on kept.export = reasons.export and reasons.place = 1
where
    reasons.rows_rejected
    > (kept.row_count + reasons.rows_rejected) * {{ var('max_rejected_share') }}
