-- Rejected rows give a warning that shows their causes, each with an example.
{{ config(severity='warn') }}
select
    export,
    example_customer_id,
    reason as example_reason,
    export || ': ' || row_count || case when row_count = 1 then ' row was' else ' rows were' end
    || ' rejected: ' || reason || '. Look at them with: make rejects.' as problem

from {{ ref('rejection_reasons') }}
order by row_count desc, export nulls last, reason nulls last
