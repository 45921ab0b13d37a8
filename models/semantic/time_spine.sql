-- One row per day that the marts have figures of: the first of each month they hold.
select distinct as_of as day
from {{ ref('customers') }}
