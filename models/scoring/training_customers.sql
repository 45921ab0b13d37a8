-- One row per customer that models learn from: all that are trainable, or above
-- training_rows_max a sample that keeps the share of each label.
with

trainable as (

    select * from {{ ref('customer_features') }}
    where is_trainable

),

numbered as (

    select
        *,
        count(*) over () as row_count,
        count(*) over (partition by activity) as class_count,
        -- The hash draws the same sample on every machine and for any row order.
        row_number() over (
            partition by activity
            order by md5(cast(customer_id as {{ dbt.type_string() }})), customer_id
        ) as draw

    from trainable

),

final as (

    select
        customer_id,
        row_count as labelled_rows,
        activity,
        {{ feature_columns() | join(',\n        ') }}

    from numbered
    where draw <= floor({{ var('training_rows_max') }} * class_count / row_count)

)

select * from final
