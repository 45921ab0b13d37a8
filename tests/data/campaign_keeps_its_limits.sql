-- What is really sent costs at most the budget, and reaches at most max_contacts.
select
    sum(cost_per_contact) as cost,
    sum(case when channel <> 'on_site' then 1 else 0 end) as contacts

from {{ ref('customer_offers') }}
where not is_holdout
having
    sum(cost_per_contact) > {{ var('campaign_budget') }}
    or sum(case when channel <> 'on_site' then 1 else 0 end) > {{ var('max_contacts') }}
