-- Какие предложения приносят больше всего на единицу затрат? Which offers earn most per unit spent?
with

by_offer as (

    select
        offer,
        channel,
        count(*) as customers,
        sum(cost_per_contact) as cost,
        sum(expected_profit) as expected_profit,
        avg(churn_risk) as mean_risk

    from marts.customer_offers
    where not is_holdout
    group by offer, channel

),

final as (

    select
        *,
        expected_profit / nullif(customers, 0) as expected_profit_per_customer,
        -- Of an offer that costs nothing there is no such figure.
        expected_profit / nullif(cost, 0) as expected_profit_per_unit_spent

    from by_offer

)

select * from final
order by expected_profit_per_unit_spent desc nulls last, offer, channel
