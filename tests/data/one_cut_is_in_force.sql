-- The threshold in force is exactly one row of the curve.
select count(*) as cuts_in_force
from {{ ref('threshold_curve') }}
where is_in_force
having count(*) <> 1
