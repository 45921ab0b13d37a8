-- One row per customer that models learn from: all whose label the store trusts, or above
-- training_rows_max a sample that keeps the share of each label.
{% set rows_of_a_rare_class = 1000 %}
{% set id = 'cast(trainable.customer_id as ' ~ dbt.type_string() ~ ')' %}
with

trainable as (

    select * from {{ ref('learnable_customers') }}
    where not ({{ is_untrusted_label('activity', 'customer_id') }})

),

classes as (

    select
        activity,
        count(*) as class_count,
        sum(count(*)) over () as row_count

    from trainable
    group by activity

),

-- A hash of the id draws the same sample on every machine. Only customers who can be among the
-- first are put in order: twice as many as the sample takes, and every customer of a class of
-- which the sample takes few.
drawn as (

    select
        trainable.customer_id,
        classes.row_count,
        classes.class_count,
        row_number() over (
            partition by trainable.activity
            order by md5({{ id }}) nulls last, trainable.customer_id nulls last
        ) as draw

    from trainable
    inner join classes
        on trainable.activity = classes.activity
    where
        {{ hash_share(id) }}
        <= cast(2 as double) * {{ var('training_rows_max') }} / classes.row_count
        or cast({{ var('training_rows_max') }} as double)
        * classes.class_count / classes.row_count < {{ rows_of_a_rare_class }}

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
