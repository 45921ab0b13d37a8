-- offer_history holds each customer of this month's campaign, with the same offer and the same
-- side of the draw, and nobody else in this month. A campaign that is not sent has no row there.
{% set is_sent = var('campaign_is_sent') %}
with

campaign as (

    select count(*) as customers
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
    where {{ is_sent }}

)

select
    campaign.customers,
    offered.customers as expected_customers,
    offered.missing_customers

from campaign
cross join offered
where
    campaign.customers <> offered.customers
    or offered.missing_customers > 0
