-- One row per customer with a label: the risk given by models that had not seen the label.
-- Above label_search_customers_max only customers whom models learnt from are here.
with

features as (

    select * from {{ ref('customer_features') }}
    where activity is not null

),

total as (

    select count(*) as customers from features

),

final as (

    select
        features.customer_id,
        features.activity,
        coalesce(out_of_fold.churn_risk, fitted.churn_risk) as churn_risk,
        out_of_fold.customer_id is not null as is_learnt_from

    from features
    cross join total
    left join {{ ref('out_of_fold_risks') }} as out_of_fold
        on features.customer_id = out_of_fold.customer_id
        and out_of_fold.is_of_this_month
    left join {{ ref('fitted_risks') }} as fitted
        on features.customer_id = fitted.customer_id
    where
        out_of_fold.customer_id is not null
        or (
            total.customers <= {{ var('label_search_customers_max') }}
            and fitted.churn_risk is not null
        )

)

select * from final
