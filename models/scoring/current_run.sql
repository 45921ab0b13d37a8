-- One row: the run in force. Nothing after it is built while that run has a problem.
select *
from {{ ref('model_runs') }}
where is_current
