-- One row per export and reason for which rows of it could not be read: how many, and one
-- of them as an example.
select
    export,
    reason,
    count(*) as row_count,
    min(customer_id) as example_customer_id

from {{ ref('rejected_rows') }}
group by export, reason
