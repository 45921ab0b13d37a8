-- A customer who did not allow messages gets offers on the site only, as the law demands.
select customer_offers.*
from {{ ref('customer_offers') }} as customer_offers
inner join {{ ref('customers') }} as customers
    on customer_offers.customer_id = customers.customer_id
where customer_offers.channel <> 'on_site' and not customers.has_consent
