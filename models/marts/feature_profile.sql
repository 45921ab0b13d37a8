-- One row per number and activity, and one for all: how its values spread, and how many
-- lie far out. Far out is measured on all customers, so the groups can be compared.
{% set activity_or_all %}
case when grouping(activity) = 1 then 'all' else coalesce(activity, 'unknown') end
{%- endset %}
with

-- Number by number, and each from the table itself: on their side, or through one CTE,
-- all values of all numbers would be held in memory at once.
spread as (
    {% for feature in number_features() %}
    select
        '{{ feature }}' as feature,
        {{ activity_or_all | trim }} as activity,
        count(*) as customers,
        count(*) - count({{ feature }}) as missing,
        min({{ feature }}) as minimum,
        {{ quantiles(feature, {
            'p01': 0.01, 'p05': 0.05, 'p25': 0.25, 'median': 0.5,
            'p75': 0.75, 'p95': 0.95, 'p99': 0.99,
        }) }},
        max({{ feature }}) as maximum,
        {{ exact_avg(feature) }} as mean,
        {{ exact_avg(feature ~ ' * ' ~ feature) }} as mean_of_squares

    from {{ ref('profiled_customers') }}
    group by grouping sets ((), (activity))
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

fences as (

    select
        feature,
        p25 - {{ var('outlier_fence') }} * (p75 - p25) as lower_fence,
        p75 + {{ var('outlier_fence') }} * (p75 - p25) as upper_fence

    from spread
    where activity = 'all'

),

far_out as (
    {% for feature in number_features() %}
    select
        fences.feature,
        {{ activity_or_all | trim }} as activity,
        sum(case when features.{{ feature }} < fences.lower_fence then 1 else 0 end)
            as outliers_below,
        sum(case when features.{{ feature }} > fences.upper_fence then 1 else 0 end)
            as outliers_above

    from {{ ref('profiled_customers') }} as features
    cross join fences
    where fences.feature = '{{ feature }}'
    group by grouping sets ((fences.feature), (fences.feature, activity))
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

final as (

    select
        spread.feature,
        spread.activity,
        spread.customers,
        spread.missing,
        spread.minimum,
        spread.p01,
        spread.p05,
        spread.p25,
        spread.median,
        spread.p75,
        spread.p95,
        spread.p99,
        spread.maximum,
        spread.mean,
        sqrt(greatest(spread.mean_of_squares - spread.mean * spread.mean, 0))
            as standard_deviation,
        fences.lower_fence,
        fences.upper_fence,
        cast(far_out.outliers_below as bigint) as outliers_below,
        cast(far_out.outliers_above as bigint) as outliers_above

    from spread
    inner join fences
        on spread.feature = fences.feature
    inner join far_out
        on spread.feature = far_out.feature and spread.activity = far_out.activity

)

select * from final
