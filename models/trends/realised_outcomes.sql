-- One row per month and customer with a risk in it and a label in the next month of the
-- history. Customers who were sent an offer are left out: it may have changed what they did.
with

months as (

    {{ months_with_previous('score_history') }}

),

scores as (

    select * from {{ ref('score_history') }}

),

risks as (

    select * from {{ ref('calibrated_risks') }}

),

treated as (

    select
        campaign,
        customer_id

    from {{ ref('offer_history') }}
    where not is_holdout

),

final as (

    select
        months.previous_as_of as as_of,
        months.as_of as outcome_month,
        earlier.customer_id,
        earlier.churn_risk,
        earlier.is_at_risk,
        earlier.calibrated_risk,
        case when later.activity = 'decreased' then 1 else 0 end as is_decreased

    from months
    inner join risks as earlier
        on months.previous_as_of = earlier.as_of
    inner join scores as later
        on months.as_of = later.as_of
        and earlier.customer_id = later.customer_id
    left join treated
        on earlier.as_of = treated.campaign
        and earlier.customer_id = treated.customer_id
    where later.activity is not null and treated.customer_id is null

)

select * from final
