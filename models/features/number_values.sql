-- One row per active customer and number the model may see.
with

features as (

    select * from {{ ref('profiled_customers') }}

),

final as (
    {% for feature in number_features() %}
    select
        customer_id,
        coalesce(activity, 'unknown') as activity,
        '{{ feature }}' as feature,
        {{ feature }} as feature_value

    from features
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
