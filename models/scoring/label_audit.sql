-- One row per customer whose label contradicts the out-of-fold risk: worth a look before
-- a better model is.
with

risks as (

    select
        *,
        abs(is_decreased - churn_risk) as gap

    from {{ ref('out_of_fold_risks') }}
    where is_of_this_month

),

final as (

    select
        customer_id,
        case when is_decreased = 1 then 'decreased' else 'same' end as activity,
        churn_risk,
        gap,
        cast(
            row_number() over (order by gap desc, customer_id nulls last) as bigint
        ) as rank

    from risks
    where gap >= {{ var('label_audit_gap') }}

)

select * from final
