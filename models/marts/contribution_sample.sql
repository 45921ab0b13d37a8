-- One row per sampled customer and feature: what it adds to the log-odds, beside its
-- value. A hash of the id draws the same customers on every machine.
with

drawn as (

    select customer_id
    from {{ ref('customer_contributions') }}
    order by
        md5(cast(customer_id as {{ dbt.type_string() }})) nulls last,
        customer_id nulls last
    limit {{ var('contribution_sample_size') }}

),

contributions as (

    select customer_contributions.*
    from {{ ref('customer_contributions') }} as customer_contributions
    inner join drawn
        on customer_contributions.customer_id = drawn.customer_id

),

features as (

    select customer_features.*
    from {{ ref('customer_features') }} as customer_features
    inner join contributions
        on customer_features.customer_id = contributions.customer_id

),

valued as (
    {% for feature in feature_columns() %}
    select
        contributions.customer_id,
        '{{ feature }}' as feature,
        contributions.{{ feature }} as contribution,
        {%- if feature in number_features() %}
        features.{{ feature }} as number_value,
        cast(null as {{ dbt.type_string() }}) as category_value
        {%- else %}
        cast(null as double) as number_value,
        cast(features.{{ feature }} as {{ dbt.type_string() }}) as category_value
        {%- endif %}

    from contributions
    inner join features
        on contributions.customer_id = features.customer_id
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

final as (

    select
        *,
        case
            when number_value is not null
                then percent_rank() over (
                    partition by feature order by number_value nulls last
                )
        end as value_rank

    from valued

)

select * from final
