-- A code in the segments of an offer that is no segment would never match anybody.
with

remaining as (

    select
        offer,
        concat('|', segments, '|') as codes

    from {{ ref('offers') }}

),

known as (

    select segment from {{ ref('segments') }}

    union all

    select 'any' as segment

),

matched as (

    select
        remaining.offer,
        remaining.codes,
        sum(length(known.segment) + 1) as known_length

    from remaining
    left join known
        on remaining.codes like concat('%|', known.segment, '|%')
    group by remaining.offer, remaining.codes

)

-- All codes known: they and the bars between them make up the whole text.
select
    offer,
    codes as segments

from matched
where coalesce(known_length, 0) + 1 <> length(codes)
