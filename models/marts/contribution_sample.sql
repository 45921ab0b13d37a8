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

customers as (

    select
        contributions.customer_id
        {%- for feature in feature_columns() %},
        contributions.{{ feature }} as {{ feature }}_contribution,
        features.{{ feature }}
        {%- endfor %}

    from contributions
    inner join {{ ref('customer_features') }} as features
        on contributions.customer_id = features.customer_id

),

valued as (

    select
        customers.customer_id,
        names.feature,
        {{ column_named(
            'names.feature', feature_columns(), 'customers', '_contribution'
        ) }} as contribution,
        {{ column_named(
            'names.feature', number_features(), 'customers'
        ) }} as number_value,
        {{ column_named(
            'names.feature', category_features(), 'customers',
            type=dbt.type_string()
        ) }} as category_value

    from customers
    cross join {{ names_as_rows(feature_columns(), 'feature') }} as names

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
