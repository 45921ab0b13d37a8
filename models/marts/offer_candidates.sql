-- One row per customer and offer the customer may get: what the offer should earn. An
-- offer answers to one of its segments; without consent only the site itself may speak.
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

offers as (

    select
        *,
        channel <> 'on_site' as is_contact,
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

    from (
        select segment from {{ ref('segments') }}
        union all
        select 'any' as segment
    ) as segments
    inner join offers
        on concat('|', offers.segments, '|', offers.except_segments, '|')
        like concat('%|', segments.segment, '|%')
    group by segments.segment, offers.offer

),

-- Many customers share few sets of segments: what is offered is asked once per set.
eligible as (

    select
        sets.segments,
        answers.offer

    from (
        select distinct segments from {{ ref('segment_sets') }}
        union all
        select '' as segments
    ) as sets
    inner join answers
        on concat(', any, ', sets.segments, ', ') like concat('%, ', answers.segment, ', %')
    group by sets.segments, answers.offer
    having min(answers.is_offered) = 1

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
        coalesce(offers.measured_risk_reduction, offers.assumed_risk_reduction)
            as risk_reduction,
        case when offers.measured_risk_reduction is null then 'assumed' else 'measured' end
            as effect_source,
        offers.cost_per_contact,
        offer_picks.picks

    from customers
    inner join eligible
        on customers.segments = eligible.segments
    inner join offers
        on eligible.offer = offers.offer
    left join {{ ref('offer_picks') }} as offer_picks
        on offers.offer = offer_picks.offer
        and customers.favourite_category = offer_picks.favourite_category
    where
        (customers.has_consent or not offers.is_contact)
        and (offers.picks is null or offer_picks.picks is not null)

),

final as (

    select
        *,
        {{ expected_profit('risk_reduction') }} as expected_profit

    from priced

)

select * from final
