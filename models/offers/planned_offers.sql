-- One row per scenario and customer of its campaign: each gets the offer with the highest
-- net profit, in the order of its advantage while the limits last; the others get what
-- the site can always show. The campaign is the scenario with effect_multiplier = 1.
with

wanted as (

    select
        *,
        sum(case when is_holdout then 0 else 1 end) over (
            partition by effect_multiplier, offer
            order by advantage desc, customer_id
            rows between unbounded preceding and current row
        ) as offered_so_far

    from {{ ref('priced_offers') }}

),

in_turn as (

    select
        *,
        sum(case when is_contact and not is_holdout then 1 else 0 end)
            over in_order as contacts_so_far,
        sum(case when is_holdout then 0 else cost_per_contact end)
            over in_order as cost_so_far

    from wanted
    where max_customers is null or offered_so_far <= max_customers
    window in_order as (
        partition by effect_multiplier
        order by advantage desc, customer_id
        rows between unbounded preceding and current row
    )

),

granted as (

    select
        effect_multiplier,
        customer_id,
        offer,
        is_holdout,
        scenario_profit

    from in_turn
    where
        not is_contact
        or (
            contacts_so_far <= {{ var('max_contacts') }}
            and cost_so_far <= {{ var('campaign_budget') }}
        )

),

left_to_the_site as (

    select
        site_offers.effect_multiplier,
        site_offers.customer_id,
        site_offers.offer,
        site_offers.is_holdout,
        site_offers.scenario_profit

    from {{ ref('site_offers') }} as site_offers
    left join granted
        on site_offers.effect_multiplier = granted.effect_multiplier
        and site_offers.customer_id = granted.customer_id
    where granted.customer_id is null

),

final as (

    select * from granted

    union all

    select * from left_to_the_site

)

select * from final
