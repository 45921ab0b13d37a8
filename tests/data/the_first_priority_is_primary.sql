-- Each customer of a segment has one primary segment, that of the first priority.
with

memberships as (

    select
        customer_segments.customer_id,
        customer_segments.is_primary,
        segments.priority

    from {{ ref('customer_segments') }} as customer_segments
    inner join {{ ref('segments') }} as segments
        on customer_segments.segment = segments.segment

)

select
    customer_id,
    min(priority) as first_priority,
    min(case when is_primary then priority end) as primary_priority,
    sum(case when is_primary then 1 else 0 end) as primary_segments

from memberships
group by customer_id
having
    sum(case when is_primary then 1 else 0 end) <> 1
    or min(case when is_primary then priority end) <> min(priority)
