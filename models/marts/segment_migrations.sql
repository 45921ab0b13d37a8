-- One row per month and pair of primary segments: the customers who went from the one to the
-- other since the month before in the history. `new` were not active then, `gone` are not now.
with

scores as (

    select * from {{ ref('score_history') }}

),

segments as (

    select * from {{ ref('segment_history') }}
    where is_primary

),

months as (

    {{ months_with_previous('score_history') }}

),

members as (

    select
        scores.as_of,
        scores.customer_id,
        coalesce(segments.segment, 'none') as segment

    from scores
    left join segments
        on scores.as_of = segments.as_of
        and scores.customer_id = segments.customer_id

),

earlier as (

    select
        months.as_of,
        members.customer_id,
        members.segment

    from months
    inner join members
        on months.previous_as_of = members.as_of

),

later as (

    select
        members.as_of,
        members.customer_id,
        members.segment

    from months
    inner join members
        on months.as_of = members.as_of

),

moves as (

    select
        coalesce(earlier.as_of, later.as_of) as as_of,
        coalesce(earlier.segment, 'new') as segment_before,
        coalesce(later.segment, 'gone') as segment_now

    from earlier
    full join later
        on earlier.as_of = later.as_of
        and earlier.customer_id = later.customer_id

),

final as (

    select
        moves.as_of,
        months.previous_as_of,
        moves.segment_before,
        moves.segment_now,
        count(*) as customers

    from moves
    inner join months
        on moves.as_of = months.as_of
    group by moves.as_of, months.previous_as_of, moves.segment_before, moves.segment_now

)

select * from final
