-- One row per category, value and activity: how many customers have it.
with

counted as (

    select
        feature,
        feature_value,
        activity,
        count(*) as customers

    from {{ ref('category_values') }}
    group by feature, feature_value, activity

),

final as (

    select
        *,
        cast(customers as double)
        / sum(customers) over (partition by feature, feature_value) as share_of_value,
        cast(customers as double)
        / sum(customers) over (partition by feature, activity) as share_of_activity

    from counted

)

select * from final
