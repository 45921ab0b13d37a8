-- The run in force has no problem: Python models write down what stopped them, and this test
-- says it in place of a traceback.
select problem || ' Nothing is published; published/ stays as it was.' as problem
from {{ ref('current_run') }}
where problem is not null
