-- One row per tenth of the customers by out-of-fold risk: the risk that was said and the
-- share that did buy less.
with

binned as (

    select
        *,
        cast(
            ntile(10) over (order by churn_risk nulls last, customer_id nulls last)
            as bigint
        ) as bin

    from {{ ref('out_of_fold_risks') }}

),

final as (

    select
        bin,
        count(*) as customers,
        {{ exact_avg('churn_risk') }} as mean_risk,
        sum(is_decreased) / count(*) as share_decreased

    from binned
    group by bin

)

select * from final
