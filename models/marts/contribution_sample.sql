-- One row per sampled customer and feature: what it adds to the log-odds, beside its
-- value. A hash of the id draws the same customers on every machine.
with

sampled as (

    select customer_id
    from {{ ref('churn_scores') }}
    order by md5(cast(customer_id as {{ dbt.type_string() }})), customer_id
    limit {{ var('contribution_sample_size') }}

),

final as (

    select
        reasons.customer_id,
        reasons.feature,
        reasons.contribution,
        number_values.feature_value as number_value,
        category_values.feature_value as category_value,
        case
            when number_values.feature_value is not null
                then percent_rank() over (
                    partition by reasons.feature order by number_values.feature_value
                )
        end as value_rank

    from sampled
    inner join {{ ref('score_reasons') }} as reasons
        on sampled.customer_id = reasons.customer_id
    left join {{ ref('number_values') }} as number_values
        on reasons.customer_id = number_values.customer_id
        and reasons.feature = number_values.feature
    left join {{ ref('category_values') }} as category_values
        on reasons.customer_id = category_values.customer_id
        and reasons.feature = category_values.feature

)

select * from final
