-- One row per category, value and activity: how many customers have it.
with

counted as (
    {% for feature in category_features() %}
    select
        '{{ feature }}' as feature,
        cast({{ feature }} as {{ dbt.type_string() }}) as feature_value,
        coalesce(activity, 'unknown') as activity,
        count(*) as customers

    from {{ ref('customer_features') }}
    group by {{ feature }}, coalesce(activity, 'unknown')
    {{ 'union all' if not loop.last }}
    {%- endfor %}

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
