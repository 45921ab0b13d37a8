-- The history holds each customer of the campaign, with its offer and its side of the draw,
-- and none twice. Months before were looked at when they were the campaign: what is asked of
-- the history does not grow with it.
with

campaign as (

    select
        count(*) as customers,
        count(distinct customer_id) as distinct_customers

    from {{ ref('offer_history') }}
    where campaign = '{{ campaign() }}'

),

offered as (

    select
        count(*) as customers,
        count(case when history.customer_id is null then 1 end) as missing_customers

    from {{ ref('customer_offers') }} as customer_offers
    left join {{ ref('offer_history') }} as history
        on customer_offers.customer_id = history.customer_id
        and customer_offers.offer = history.offer
        and customer_offers.is_holdout = history.is_holdout
        and history.campaign = '{{ campaign() }}'

)

select
    campaign.customers,
    campaign.distinct_customers,
    offered.customers as expected_customers,
    offered.missing_customers

from campaign
cross join offered
where
    campaign.customers <> campaign.distinct_customers
    or campaign.customers <> offered.customers
    or offered.missing_customers > 0
