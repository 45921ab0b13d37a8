-- Exactly one cut of threshold_curve is in force.
select count(*) as cuts_in_force
from {{ ref('threshold_curve') }}
where is_in_force
having count(*) <> 1
