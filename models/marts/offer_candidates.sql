-- One row per customer and offer the customer may get: what the offer should earn. An
-- offer answers to one of its segments; without consent only the site itself may speak.
with

customers as (

    select
        segment_base.*,
        campaign_groups.is_holdout

    from {{ ref('segment_base') }} as segment_base
    inner join {{ ref('campaign_groups') }} as campaign_groups
        on segment_base.customer_id = campaign_groups.customer_id

),

memberships as (

    select
        customer_id,
        segment

    from {{ ref('customer_segments') }}

    union all

    select
        customer_id,
        'any' as segment

    from customers

),

offers as (

    select
        *,
        {{ measured_effect('offer') }} as measured_risk_reduction

    from {{ ref('offers') }}

),

-- What each segment is offered (1) and never offered (0).
answers as (

    select
        segments.segment,
        offers.offer,
        min(
            case
                when concat('|', offers.except_segments, '|')
                    like concat('%|', segments.segment, '|%')
                    then 0
                else 1
            end
        ) as is_offered

    from (select distinct segment from memberships) as segments
    inner join offers
        on concat('|', offers.segments, '|', offers.except_segments, '|')
        like concat('%|', segments.segment, '|%')
    group by segments.segment, offers.offer

),

eligible as (

    select
        memberships.customer_id,
        answers.offer

    from memberships
    inner join answers
        on memberships.segment = answers.segment
    group by memberships.customer_id, answers.offer
    having min(answers.is_offered) = 1

),

priced as (

    select
        eligible.customer_id,
        eligible.offer,
        offers.channel,
        offers.channel <> 'on_site' as is_contact,
        customers.is_holdout,
        customers.churn_risk,
        customers.monthly_profit,
        coalesce(offers.measured_risk_reduction, offers.assumed_risk_reduction)
            as risk_reduction,
        case when offers.measured_risk_reduction is null then 'assumed' else 'measured' end
            as effect_source,
        offers.cost_per_contact,
        offer_picks.picks

    from eligible
    inner join offers
        on eligible.offer = offers.offer
    inner join customers
        on eligible.customer_id = customers.customer_id
    left join {{ ref('offer_picks') }} as offer_picks
        on eligible.offer = offer_picks.offer
        and customers.favourite_category = offer_picks.favourite_category
    where
        (customers.has_consent or offers.channel = 'on_site')
        and (offers.picks is null or offer_picks.picks is not null)

),

final as (

    select
        *,
        {{ expected_profit('risk_reduction') }} as expected_profit

    from priced

)

select * from final
