-- One row per customer and offer that the customer may get, with what it should earn.
select *
from {{ ref('eligible_offers') }}
