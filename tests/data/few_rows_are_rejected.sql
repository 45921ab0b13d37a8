-- At most max_rejected_share of the rows of each export are rejected. The test reads tables
-- before customer_status, so dbt runs it before any mart changes.
with

reasons as (

    select
        reasons.*,
        sum(reasons.row_count) over (partition by reasons.export) as rows_rejected,
        row_number() over (
            partition by reasons.export
            order by reasons.row_count desc, reasons.reason
        ) as place

    from {{ ref('rejection_reasons') }} as reasons

)

select
    counts.export,
    reasons.example_customer_id,
    reasons.reason as example_reason,
    counts.export || ': ' || reasons.rows_rejected || ' of ' || counts.rows_in
    || ' rows were rejected, more than max_rejected_share ({{ var('max_rejected_share') }})'
    || ' allows. Most often ('
    || reasons.row_count || ' rows): ' || reasons.reason
    || '. Look at the rows with: make rejects. What is published stays as it was.'
        as problem

from {{ ref('input_reconciliation') }} as counts
inner join reasons
    on counts.export = reasons.export and reasons.place = 1
where reasons.rows_rejected > counts.rows_in * {{ var('max_rejected_share') }}
