-- One row per scenario and limit: what one unit more of the limit would earn.
select *
from {{ ref('limit_price_solution') }}
