-- The choice of offers counts on it: what the site shows has no cost per customer.
select
    offer,
    cost_per_contact

from {{ ref('offers') }}
where channel = 'on_site' and cost_per_contact <> 0
