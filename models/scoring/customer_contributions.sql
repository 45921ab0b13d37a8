-- One row per active customer: what each feature adds to the log-odds of the fitted model,
-- the three that add most, and the risk they come to. The terms are written into the query:
-- each customer is then scored by arithmetic alone. Empty where the champion is not additive.
{% set terms = fitted_terms(ref('model_terms'), ref('current_run')) %}
{% set features = feature_columns() | sort %}
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

first_reasons as (

    select
        *,
        {{ strongest_contribution(features, []) }} as contribution_1

    from contributions

),

first_places as (

    select
        *,
        {{ strongest_place(features, [], 'contribution_1') }} as place_1

    from first_reasons

),

second_reasons as (

    select
        *,
        {{ strongest_contribution(features, ['place_1']) }} as contribution_2

    from first_places

),

second_places as (

    select
        *,
        {{ strongest_place(features, ['place_1'], 'contribution_2') }} as place_2

    from second_reasons

),

third_reasons as (

    select
        *,
        {{ strongest_contribution(features, ['place_1', 'place_2']) }} as contribution_3

    from second_places

),

third_places as (

    select
        *,
        {{ strongest_place(features, ['place_1', 'place_2'], 'contribution_3') }} as place_3

    from third_reasons

),

final as (

    select
        customer_id,
        {%- for feature in features %}
        {{ feature }},
        {%- endfor %}
        {%- for rank in [1, 2, 3] %}
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

    from third_places

)

select * from final
