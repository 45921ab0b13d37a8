-- One row per customer of customers.html and offer that takes of a limit: with it the page
-- makes the plan anew, as the warehouse does.
with

shown as (

    select customer_id
    from {{ ref('segment_inputs') }}
    order by
        {{ profit_at_risk('churn_risk', 'monthly_profit') }} desc nulls last,
        customer_id nulls last
    limit {{ var('customers_page_max') }}

),

final as (

    select
        candidates.customer_id,
        candidates.offer,
        {{ tie_break('candidates.customer_id', 'candidates.offer') }} as tie_break

    from {{ ref('eligible_offers') }} as candidates
    inner join shown
        on candidates.customer_id = shown.customer_id
    inner join {{ ref('offers_in_force') }} as offers
        on candidates.offer = offers.offer
    where
        candidates.expected_profit > 0
        and (offers.is_contact or offers.max_customers is not null)

)

select * from final
