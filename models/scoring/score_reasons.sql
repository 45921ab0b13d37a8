-- One row per active customer and feature: what the feature adds to the log-odds of the
-- fitted model. With the intercept the rows of a customer sum to its log-odds.
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

categories as (
    {% for feature in category_features() %}
    select
        customer_id,
        '{{ feature }}' as feature,
        cast({{ feature }} as {{ dbt.type_string() }}) as feature_value

    from features
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

number_contributions as (

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

),

category_contributions as (

    select
        categories.customer_id,
        categories.feature,
        coalesce(known.c0, otherwise.c0) as contribution

    from categories
    inner join terms as otherwise
        on categories.feature = otherwise.feature
        and otherwise.kind
        = case when categories.feature_value is null then 'missing' else 'unseen' end
    left join terms as known
        on categories.feature = known.feature
        and known.kind = 'category'
        and categories.feature_value = known.category

),

final as (

    select
        customer_id,
        feature,
        contribution,
        row_number() over (
            partition by customer_id
            order by contribution desc, feature
        ) as rank

    from (
        select * from number_contributions
        union all
        select * from category_contributions
    ) as contributions

)

select * from final
