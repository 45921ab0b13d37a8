-- One row per month, feature and bin of its values: the customers in it, and those of the month
-- before. Bins are the tenths of the month before, the values of a category, and `unknown`.
with

months as (

    {{ months_with_previous('feature_history') }}

),

-- A hash of the id draws the same customers in every month.
features as (

    select history.*
    from {{ ref('feature_history') }} as history
    inner join (
        select
            as_of,
            count(*) as customers
        from {{ ref('feature_history') }}
        group by as_of
    ) as counted_months
        on history.as_of = counted_months.as_of
    where
        {{ hash_share('cast(history.customer_id as ' ~ dbt.type_string() ~ ')') }}
        * counted_months.customers <= {{ var('drift_customers_max') }}

),

numbers as (

    select
        features.as_of,
        names.feature,
        {{ column_named('names.feature', number_features(), 'features') }} as feature_value

    from features
    cross join {{ names_as_rows(number_features(), 'feature') }} as names

),

tenths as (

    select
        as_of,
        feature,
        {%- set shares = {} %}
        {%- for edge in range(1, 10) %}{% do shares.update({'edge_' ~ edge: edge / 10}) %}{% endfor %}
        {{ quantiles('feature_value', shares) }}

    from numbers
    group by as_of, feature

),

{% set both = ['as_of', 'previous_as_of'] %}
compared as (

    select
        months.*,
        {{ column_named('names.column_name', both, 'months') }} as month

    from months
    cross join {{ names_as_rows(both, 'column_name') }} as names

),

-- Many customers share a value, so each value finds its bin once.
counted as (

    select
        as_of,
        feature,
        feature_value,
        count(*) as customers

    from numbers
    group by as_of, feature, feature_value

),

binned as (

    select
        compared.as_of,
        compared.previous_as_of,
        compared.month,
        counted.feature,
        case
            when counted.feature_value is null then 'unknown'
            {%- for edge in range(1, 10) %}
            when counted.feature_value <= tenths.edge_{{ edge }} then '{{ edge }}'
            {%- endfor %}
            else '10'
        end as bin,
        counted.customers

    from compared
    inner join counted
        on compared.month = counted.as_of
    inner join tenths
        on compared.previous_as_of = tenths.as_of
        and counted.feature = tenths.feature
    {%- for feature in category_features() %}
    union all
    select
        compared.as_of,
        compared.previous_as_of,
        compared.month,
        '{{ feature }}' as feature,
        cast(features.{{ feature }} as {{ dbt.type_string() }}) as bin,
        1 as customers

    from compared
    inner join features
        on compared.month = features.as_of
    {%- endfor %}

),

final as (

    select
        as_of,
        previous_as_of,
        feature,
        bin,
        cast(sum(case when month = previous_as_of then customers else 0 end) as bigint) as customers_before,
        cast(sum(case when month = as_of then customers else 0 end) as bigint) as customers

    from binned
    group by as_of, previous_as_of, feature, bin

)

select * from final
