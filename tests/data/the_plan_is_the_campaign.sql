-- customer_offers, customers, offer_summary and the scenario of today's assumptions in
-- campaign_sensitivity state the same expected profit.
with

sums as (

    select
        (
            select sum(expected_profit) from {{ ref('customer_offers') }}
            where not is_holdout
        ) as of_campaign,
        (select sum(expected_profit) from {{ ref('customers') }}) as of_customers,
        (
            select expected_profit from {{ ref('campaign_sensitivity') }}
            where effect_multiplier = 1
        ) as of_sensitivity,
        (select sum(expected_profit) from {{ ref('offer_summary') }}) as of_summary

)

select * from sums
where
    coalesce(of_campaign, 0) <> of_sensitivity
    or coalesce(of_customers, 0) <> of_sensitivity
    or of_sensitivity <> of_summary
