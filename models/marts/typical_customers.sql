-- One row per favourite category: the medians of its customers who are not at risk, to
-- hold others against.
with

features as (

    select * from {{ ref('customer_features') }}

),

scores as (

    select * from {{ ref('churn_scores') }}

),

final as (

    select
        features.favourite_category,
        {%- for feature in number_features() %}
        median(features.{{ feature }}) as {{ feature }}{{ ',' if not loop.last }}
        {%- endfor %}

    from features
    inner join scores
        on features.customer_id = scores.customer_id
    where not scores.is_at_risk
    group by features.favourite_category

)

select * from final
