-- One row per active customer: what each feature adds to the log-odds of the fitted model,
-- the three that add most, and the risk they come to. The terms are written into the query:
-- each customer is then scored by arithmetic alone. Empty where the champion is not additive.
{% set terms = fitted_terms(ref('model_terms'), ref('current_run')) %}
{% set features = feature_columns() | sort %}
{% set ranks = [1, 2, 3] %}
with

customers as (

    select * from {{ ref('customer_features') }}
    {{ 'where false' if not terms }}

),

contributions as (

    select
        customer_id
        {%- for feature in features %},
        {{ contribution(feature, terms[feature]) if terms else 'cast(null as double)' }} as {{ feature }}
        {%- endfor %}

    from customers

),

-- The strongest feature, then the strongest of the others, then of those still left.
{% set taken = [] %}
{% for rank in ranks %}
strongest_{{ rank }} as (

    select
        *,
        {{ strongest_contribution(features, taken) }} as contribution_{{ rank }}

    from {{ 'contributions' if loop.first else 'placed_' ~ (rank - 1) }}

),

placed_{{ rank }} as (

    select
        *,
        {{ strongest_place(features, taken, 'contribution_' ~ rank) }} as place_{{ rank }}

    from strongest_{{ rank }}

),
{% do taken.append('place_' ~ rank) %}
{% endfor %}
final as (

    select
        customer_id,
        {%- for feature in features %}
        {{ feature }},
        {%- endfor %}
        {%- for rank in ranks %}
        case place_{{ rank }}
            {%- for feature in features %}
            when {{ loop.index }} then '{{ feature }}'
            {%- endfor %}
        end as reason_{{ rank }},
        {%- endfor %}
        1 / (1 + exp(-(
            {{ terms['intercept'][0].c0 if terms else 'cast(null as double)' }}
            {%- for feature in features %}
            + {{ feature }}
            {%- endfor %}
        ))) as churn_risk

    from placed_{{ ranks | last }}

)

select * from final
