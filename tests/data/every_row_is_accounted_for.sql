-- Rows in = rows kept + rows rejected, for each export.
select *
from {{ ref('input_reconciliation') }}
where rows_in <> rows_kept + rows_rejected
