-- One row per active customer and number: what it adds to the log-odds.
with

features as (

    select * from {{ ref('customer_features') }}

),

terms as (

    select model_terms.*
    from {{ ref('model_terms') }} as model_terms
    inner join {{ ref('current_run') }} as current_run
        on model_terms.run_id = current_run.run_id

),

numbers as (
    {% for feature in number_features() %}
    select customer_id, '{{ feature }}' as feature, {{ feature }} as feature_value
    from features
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

final as (

    select
        numbers.customer_id,
        numbers.feature,
        terms.c0 + (numbers.feature_value - terms.origin) * (
            terms.c1 + (numbers.feature_value - terms.origin) * (
                terms.c2 + (numbers.feature_value - terms.origin) * terms.c3
            )
        ) as contribution

    from numbers
    inner join terms
        on numbers.feature = terms.feature
        and terms.kind = 'interval'
        and (terms.lower_bound is null or numbers.feature_value >= terms.lower_bound)
        and (terms.upper_bound is null or numbers.feature_value < terms.upper_bound)
    where numbers.feature_value is not null

    union all

    select
        numbers.customer_id,
        numbers.feature,
        terms.c0 as contribution

    from numbers
    inner join terms
        on numbers.feature = terms.feature and terms.kind = 'missing'
    where numbers.feature_value is null

)

select * from final
