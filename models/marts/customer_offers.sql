-- One row per customer of the campaign: the one offer, or for the holdout the offer
-- that is withheld. Customers are taken in the order of what a contact adds, while the
-- budget and the number of contacts last; the others get what the site can show.
with

candidates as (

    select * from {{ ref('offer_candidates') }}
    where expected_profit > 0

),

ranked as (

    select
        *,
        row_number() over (
            partition by customer_id, is_contact
            order by expected_profit desc, cost_per_contact, offer
        ) as rank_of_kind

    from candidates

),

best as (

    select
        ranked.*,
        {{ is_holdout('ranked.customer_id') }} as is_holdout,
        -- What a contact adds to what the site would earn by itself.
        expected_profit - coalesce(
            max(case when not is_contact then expected_profit end)
                over (partition by customer_id),
            0
        ) as gain

    from ranked
    where rank_of_kind = 1

),

contacts as (

    select
        *,
        sum(case when is_holdout then 0 else 1 end) over in_order as contacts_so_far,
        sum(case when is_holdout then 0 else cost_per_contact end) over in_order
            as cost_so_far

    from best
    where is_contact and gain > 0
    window in_order as (
        order by gain desc, customer_id
        rows between unbounded preceding and current row
    )

),

contacted as (

    select * from contacts
    where
        contacts_so_far <= {{ var('max_contacts') }}
        and cost_so_far <= {{ var('campaign_budget') }}

),

-- What the site shows costs nothing per customer, so everybody else gets the best of it.
shown_on_site as (

    select best.*
    from best
    left join contacted
        on best.customer_id = contacted.customer_id
    where not best.is_contact and contacted.customer_id is null

),

chosen as (

    select customer_id, offer, is_holdout from contacted

    union all

    select customer_id, offer, is_holdout from shown_on_site

),

final as (

    select
        chosen.customer_id,
        '{{ campaign() }}' as campaign,
        chosen.offer,
        candidates.channel,
        chosen.is_holdout,
        candidates.churn_risk,
        candidates.monthly_profit,
        candidates.assumed_risk_reduction,
        candidates.cost_per_contact,
        candidates.expected_profit

    from chosen
    inner join candidates
        on chosen.customer_id = candidates.customer_id
        and chosen.offer = candidates.offer

)

select * from final
