-- The cost and the effect that the profit policy assumes lie within those of today's offers.
with

contacts as (

    select
        min(cost_per_contact) as lowest_cost,
        max(cost_per_contact) as highest_cost,
        min(assumed_risk_reduction) as lowest_reduction,
        max(assumed_risk_reduction) as highest_reduction

    from {{ ref('offers') }}
    where channel <> 'on_site'

)

select * from contacts
where
    {{ var('threshold_contact_cost') }} not between lowest_cost and highest_cost
    or {{ var('threshold_risk_reduction') }} not between lowest_reduction
    and highest_reduction
