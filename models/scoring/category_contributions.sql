-- One row per active customer and category: what it adds to the log-odds.
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

final as (

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

)

select * from final
