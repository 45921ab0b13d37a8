-- One row per month, feature and bin of its values: the customers in it, and those of the month
-- before. Bins are the tenths of the month before, the values of a category, and `unknown`.
{% set edges = range(1, 10) %}
with

months as (

    {{ months_with_previous('feature_history') }}

),

features as (

    select * from {{ ref('feature_history') }}

),

numbers as (

    {% for feature in number_features() %}
    select
        as_of,
        '{{ feature }}' as feature,
        {{ feature }} as feature_value

    from features
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

tenths as (

    select
        as_of,
        feature,
        {%- set shares = {} %}
        {%- for edge in edges %}{% do shares.update({'edge_' ~ edge: edge / 10}) %}{% endfor %}
        {{ quantiles('feature_value', shares) }}

    from numbers
    group by as_of, feature

),

compared as (

    select
        as_of,
        previous_as_of,
        as_of as month

    from months
    union all
    select
        as_of,
        previous_as_of,
        previous_as_of as month

    from months

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
            {%- for edge in edges %}
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
