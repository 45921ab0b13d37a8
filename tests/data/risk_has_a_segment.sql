-- Each customer at risk is in a segment.
select segment_inputs.customer_id
from {{ ref('segment_inputs') }} as segment_inputs
left join {{ ref('customer_segments') }} as customer_segments
    on segment_inputs.customer_id = customer_segments.customer_id
where
    segment_inputs.is_at_risk
    and customer_segments.customer_id is null
