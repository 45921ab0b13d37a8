-- One row per customer and offer that the customer may get, with what it should earn. An offer
-- answers to one of the customer's segments; without consent, or after enough contacts, only
-- the site itself may speak.
with

customers as (

    select
        segment_inputs.customer_id,
        segment_inputs.has_consent,
        segment_inputs.favourite_category,
        segment_inputs.churn_risk,
        segment_inputs.monthly_profit,
        campaign_groups.is_holdout,
        coalesce(segment_sets.segments, '') as segments

    from {{ ref('segment_inputs') }} as segment_inputs
    inner join {{ ref('campaign_groups') }} as campaign_groups
        on segment_inputs.customer_id = campaign_groups.customer_id
    left join {{ ref('segment_sets') }} as segment_sets
        on segment_inputs.customer_id = segment_sets.customer_id

),

-- Many customers share few sets of segments: the offers of each set are found once.
sets as (

    select distinct segments from customers

),

set_segments as (

    select
        segments,
        {{ split_to_rows('segments', ', ') }} as segment

    from sets

    union all

    select
        segments,
        'any' as segment

    from sets

),

offers_of_sets as (

    select
        set_segments.segments,
        offer_segments.offer

    from set_segments
    inner join {{ ref('offer_segments') }} as offer_segments
        on set_segments.segment = offer_segments.segment
    group by set_segments.segments, offer_segments.offer
    having max(case when offer_segments.is_excluded then 1 else 0 end) = 0

),

priced as (

    select
        customers.customer_id,
        offers.offer,
        offers.channel,
        offers.is_contact,
        customers.is_holdout,
        customers.churn_risk,
        customers.monthly_profit,
        offers.risk_reduction,
        offers.effect_source,
        offers.cost_per_contact,
        offer_picks.picks

    from customers
    inner join offers_of_sets
        on customers.segments = offers_of_sets.segments
    inner join {{ ref('offers_in_force') }} as offers
        on offers_of_sets.offer = offers.offer
    left join {{ ref('recent_contacts') }} as recent_contacts
        on customers.customer_id = recent_contacts.customer_id
    left join {{ ref('offer_picks') }} as offer_picks
        on offers.offer = offer_picks.offer
        and customers.favourite_category = offer_picks.favourite_category
    where
        (customers.has_consent or not offers.is_contact)
        and (
            not offers.is_contact
            or coalesce(recent_contacts.contacts, 0) < {{ var('max_contacts_per_customer') }}
        )
        and (not offers.has_picks or offer_picks.picks is not null)

),

final as (

    select
        *,
        {{ expected_profit('risk_reduction') }} as expected_profit

    from priced

)

select * from final
