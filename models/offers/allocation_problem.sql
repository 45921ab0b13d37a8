-- One row per candidate offer that the prices of the limits are found on: of all
-- customers who may be offered something, or of a sample where they are many. `weight`
-- is the number of customers that each stands for.
{% set sample_key = "'sample ' || cast(customer_id as " ~ dbt.type_string() ~ ')' %}
with

candidates as (

    select
        *,
        {{ profit_at_risk('churn_risk', 'monthly_profit') }} as profit_at_risk

    from {{ ref('eligible_offers') }}
    where not is_holdout

),

customers as (

    select
        customer_id,
        greatest(max(profit_at_risk), 0) as stake

    from candidates
    group by customer_id

),

totals as (

    select
        count(*) as customers,
        {{ exact_sum('stake') }} as stake

    from customers

),

-- Half of the sample is drawn evenly, half by the profit at risk: limits that are small
-- beside the store are used up by the few customers with the most. A draw of its own: the
-- holdout has left out the customers with the lowest numbers of the other one.
chances as (

    select
        customers.customer_id,
        least(
            1,
            {{ var('allocation_customers_max') }} * 0.5 * (
                cast(1 as double) / totals.customers
                + coalesce(
                    customers.stake / nullif(totals.stake, 0),
                    cast(1 as double) / totals.customers
                )
            )
        ) as chance

    from customers
    cross join totals

),

sample as (

    select
        customer_id,
        1 / chance as weight

    from chances
    where {{ campaign_draw(sample_key) }} < chance

),

final as (

    select
        candidates.customer_id,
        candidates.offer,
        candidates.is_contact,
        candidates.cost_per_contact,
        candidates.risk_reduction,
        candidates.profit_at_risk,
        case
            when offers.is_contact or offers.max_customers is not null
                then {{ tie_break('candidates.customer_id', 'candidates.offer') }}
            else 1
        end as tie_break,
        sample.weight

    from candidates
    inner join sample
        on candidates.customer_id = sample.customer_id
    inner join {{ ref('offers_in_force') }} as offers
        on candidates.offer = offers.offer

)

select * from final
