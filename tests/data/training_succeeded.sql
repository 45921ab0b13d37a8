-- The training run in force has no problem. A Python model writes its problem into the run,
-- and this test shows it in place of a traceback.
select problem || ' Nothing is published; published/ stays as it was.' as problem
from {{ ref('current_run') }}
where problem is not null
