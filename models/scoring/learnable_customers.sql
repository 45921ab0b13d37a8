-- One row per customer that models can learn from, with features and label of this month. A
-- customer whom the last campaign treated has those of its last untouched month instead.
{% set scores = last_built('score_history') if execute else none %}
{% set features = last_built('feature_history') if execute else none %}
{% set known = columns_of(features) %}
with

customers as (

    select * from {{ ref('customer_features') }}

),

treated as (

    select * from {{ ref('untreated_labels') }}

),

final as (

    select
        customers.customer_id,
        '{{ campaign() }}' as labelled_in,
        customers.activity
        {%- for feature in feature_columns() %},
        customers.{{ feature }}
        {%- endfor %}

    from customers
    left join treated
        on customers.customer_id = treated.customer_id
    where customers.is_trainable and treated.customer_id is null
    {%- if none not in [scores, features] %}
    union all
    select
        treated.customer_id,
        treated.as_of as labelled_in,
        scores.activity
        {#- A new feature is not known of earlier months. #}
        {%- for feature in feature_columns() %},
        {{ 'features.' ~ feature if feature in known else 'null' }} as {{ feature }}
        {%- endfor %}

    from treated
    inner join {{ features }} as features
        on treated.customer_id = features.customer_id
        and treated.as_of = features.as_of
    inner join {{ scores }} as scores
        on treated.customer_id = scores.customer_id
        and treated.as_of = scores.as_of
    {%- endif %}

)

select * from final
