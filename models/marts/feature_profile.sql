-- One row per number and activity, and one for all: how its values spread, and how many
-- lie far out. Far out is measured on all customers, so the groups can be compared.
with

-- Each value counts for the activity of its customer and for all customers.
number_values as (

    select
        feature,
        activity,
        feature_value

    from {{ ref('number_values') }}

    union all

    select
        feature,
        'all' as activity,
        feature_value

    from {{ ref('number_values') }}

),

spread as (

    select
        feature,
        activity,
        count(*) as customers,
        count(*) - count(feature_value) as missing,
        min(feature_value) as minimum,
        {{ quantiles('feature_value', {
            'p01': 0.01, 'p05': 0.05, 'p25': 0.25, 'median': 0.5,
            'p75': 0.75, 'p95': 0.95, 'p99': 0.99,
        }) }},
        max(feature_value) as maximum,
        {{ exact_avg('feature_value') }} as mean,
        {{ exact_avg('feature_value * feature_value') }} as mean_of_squares

    from number_values
    group by feature, activity

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

    select
        number_values.feature,
        number_values.activity,
        sum(case when number_values.feature_value < fences.lower_fence then 1 else 0 end)
            as outliers_below,
        sum(case when number_values.feature_value > fences.upper_fence then 1 else 0 end)
            as outliers_above

    from number_values
    inner join fences
        on number_values.feature = fences.feature
    group by number_values.feature, number_values.activity

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
        case
            when spread.mean is not null
                then sqrt(greatest(spread.mean_of_squares - spread.mean * spread.mean, 0))
        end as standard_deviation,
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
