-- One row per number and favourite category: the median of its customers who are not at
-- risk, to hold others against.
with

kept as (

    select
        features.favourite_category,
        {%- for feature in number_features() %}
        features.{{ feature }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ ref('customer_features') }} as features
    inner join {{ ref('churn_scores') }} as scores
        on features.customer_id = scores.customer_id
    where not scores.is_at_risk

),

-- One median after the other: each holds all values of its column in memory.
final as (
    {% for feature in number_features() %}
    select
        favourite_category,
        '{{ feature }}' as feature,
        {{ spoken(feature, 'median(' ~ feature ~ ')') }} as typical_value

    from kept
    group by favourite_category
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
