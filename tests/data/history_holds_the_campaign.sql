-- The history holds each customer of the campaign, and none twice. Months before were looked
-- at when they were the campaign: what is asked of the history does not grow with it.
with

campaign as (

    select
        count(*) as customers,
        count(distinct customer_id) as distinct_customers

    from {{ ref('offer_history') }}
    where campaign = '{{ campaign() }}'

),

offered as (

    select count(*) as customers
    from {{ ref('customer_offers') }}

)

select
    campaign.customers,
    campaign.distinct_customers,
    offered.customers as expected_customers

from campaign
cross join offered
where
    campaign.customers <> campaign.distinct_customers
    or campaign.customers <> offered.customers
