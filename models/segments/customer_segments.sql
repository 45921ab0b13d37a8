-- One row per customer and segment. Segments overlap on purpose; the one with the first
-- priority is the customer's primary segment. Customers at risk whom no rule names come last.
with

members as (

    select * from {{ ref('members_by_rule') }}

    union all

    select
        customer_id,
        'others_at_risk' as segment

    from {{ ref('others_at_risk') }}

),

segments as (

    select * from {{ ref('segments') }}

),

final as (

    select
        members.customer_id,
        members.segment,
        row_number() over (
            partition by members.customer_id
            order by segments.priority nulls last, members.segment nulls last
        ) = 1 as is_primary

    from members
    inner join segments
        on members.segment = segments.segment

)

select * from final
