-- The offers of the campaign cost at most campaign_budget and contact at most max_contacts
-- customers, and no offer goes to more than its max_customers. The holdout gets none.
with

sent as (

    select * from {{ ref('customer_offers') }}
    where not is_holdout

),

totals as (

    select
        sum(cost_per_contact) as cost,
        sum(case when channel <> 'on_site' then 1 else 0 end) as contacts

    from sent

),

offers as (

    select
        sent.offer,
        offers.max_customers,
        count(*) as customers

    from sent
    inner join {{ ref('offers') }} as offers
        on sent.offer = offers.offer
    group by sent.offer, offers.max_customers

),

broken as (

    select
        'campaign_budget' as limit_name,
        cast(cost as double) as used

    from totals
    where cost > {{ var('campaign_budget') }}

    union all

    select
        'max_contacts' as limit_name,
        cast(contacts as double) as used

    from totals
    where contacts > {{ var('max_contacts') }}

    union all

    select
        offer as limit_name,
        cast(customers as double) as used

    from offers
    where customers > max_customers

)

select * from broken
