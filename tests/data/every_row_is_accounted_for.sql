-- Each row of an export is either kept or rejected.
select *
from {{ ref('input_reconciliation') }}
where rows_in <> rows_kept + rows_rejected
