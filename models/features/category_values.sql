-- One row per active customer and category the model may see.
with

features as (

    select * from {{ ref('customer_features') }}

),

final as (
    {% for feature in category_features() %}
    select
        customer_id,
        coalesce(activity, 'unknown') as activity,
        '{{ feature }}' as feature,
        cast({{ feature }} as {{ dbt.type_string() }}) as feature_value

    from features
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
