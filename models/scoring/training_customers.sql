-- One row per customer that models learn from: all that are trainable, or above
-- training_rows_max a sample that keeps the share of each label.
{% set id = 'cast(trainable.customer_id as ' ~ dbt.type_string() ~ ')' %}
with

trainable as (

    select * from {{ ref('customer_features') }}
    where is_trainable

),

classes as (

    select
        activity,
        count(*) as class_count,
        sum(count(*)) over () as row_count

    from trainable
    group by activity

),

-- The hash draws the same sample on every machine and for any row order. Of many customers
-- only those are put in order who can be among the first: twice as many as are needed, and
-- all of a class of which few are.
drawn as (

    select
        trainable.customer_id,
        classes.row_count,
        classes.class_count,
        row_number() over (
            partition by trainable.activity
            order by md5({{ id }}), trainable.customer_id
        ) as draw

    from trainable
    inner join classes
        on trainable.activity = classes.activity
    where
        {{ hash_share(id) }} <= 2.0 * {{ var('training_rows_max') }} / classes.row_count
        or 1.0 * {{ var('training_rows_max') }} * classes.class_count / classes.row_count < 1000

),

final as (

    select
        trainable.customer_id,
        cast(drawn.row_count as bigint) as labelled_rows,
        trainable.activity,
        {%- for feature in feature_columns() %}
        trainable.{{ feature }}{{ ',' if not loop.last }}
        {%- endfor %}

    from trainable
    inner join drawn
        on trainable.customer_id = drawn.customer_id
    where drawn.draw <= floor({{ var('training_rows_max') }} * drawn.class_count / drawn.row_count)

)

select * from final
