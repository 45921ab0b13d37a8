-- One row per customer that gets an offer: the list for the CRM. The control group is not
-- in it.
with

offered as (

    select * from {{ ref('customer_offers') }}
    where not is_holdout

),

picks as (

    select distinct
        offer,
        picks,
        picks_ru,
        picks_en

    from {{ ref('offer_picks') }}

),

final as (

    select
        offered.customer_id,
        status.store_id,
        offered.campaign,
        offered.channel,
        offered.segment,
        segments.name_ru as segment_name_ru,
        segments.name_en as segment_name_en,
        offered.offer,
        offers.name_ru as offer_name_ru,
        offers.name_en as offer_name_en,
        replace(offers.text_ru, '{picks}', coalesce(picks.picks_ru, '')) as message_ru,
        replace(offers.text_en, '{picks}', coalesce(picks.picks_en, '')) as message_en

    from offered
    inner join {{ ref('customer_status') }} as status
        on offered.customer_id = status.customer_id
    inner join {{ ref('offers') }} as offers
        on offered.offer = offers.offer
    left join {{ ref('segments') }} as segments
        on offered.segment = segments.segment
    left join picks
        on offered.offer = picks.offer
        and offered.picks = picks.picks

)

select * from final
