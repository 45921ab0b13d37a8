-- One row per customer. About to buy less, and no other segment says so.
select segment_inputs.customer_id
from {{ ref('segment_inputs') }} as segment_inputs
left join {{ ref('members_by_rule') }} as members_by_rule
    on segment_inputs.customer_id = members_by_rule.customer_id
where
    segment_inputs.is_at_risk
    and members_by_rule.customer_id is null
