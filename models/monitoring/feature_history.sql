-- One row per month and active customer: what a model could see in that month. A month that
-- is built again replaces its own rows and no others.
with

features as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        '{{ campaign() }}' as as_of,
        customer_id,
        is_trainable
        {%- for feature in feature_columns() %},
        {{ feature }}
        {%- endfor %}

    from features

)

select * from final
