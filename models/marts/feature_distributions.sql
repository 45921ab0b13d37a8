-- One row per number, activity and bin that holds anybody. Bins lie between the 1st and
-- the 99th percentile; the first and the last also hold what lies beyond.
{% set bins = 20 %}

with

number_values as (

    select * from {{ ref('number_values') }}
    where feature_value is not null

),

profile as (

    select * from {{ ref('feature_profile') }}
    where activity = 'all'

),

whole as (

    select
        feature,
        min(case when feature_value = floor(feature_value) then 1 else 0 end) = 1 as is_whole

    from number_values
    group by feature

),

-- Counts get bins of whole numbers around them: others would show combs that are not there.
scales as (

    select
        profile.feature,
        case when whole.is_whole then floor(profile.p01) - 0.5 else profile.p01 end as start,
        case
            when whole.is_whole
                then ceil((floor(profile.p99) - floor(profile.p01) + 1) / {{ bins }})
            when profile.p99 > profile.p01 then (profile.p99 - profile.p01) / {{ bins }}
            else 1
        end as width,
        case
            when whole.is_whole
                then ceil(
                    (floor(profile.p99) - floor(profile.p01) + 1)
                    / ceil((floor(profile.p99) - floor(profile.p01) + 1) / {{ bins }})
                )
            else {{ bins }}
        end as bins

    from profile
    inner join whole
        on profile.feature = whole.feature

),

placed as (

    select
        number_values.feature,
        number_values.activity,
        scales.start,
        scales.width,
        cast(
            least(
                greatest(
                    floor((number_values.feature_value - scales.start) / scales.width), 0
                ),
                scales.bins - 1
            ) as integer
        ) + 1 as bin

    from number_values
    inner join scales
        on number_values.feature = scales.feature

),

counted as (

    select
        feature,
        activity,
        bin,
        start + (bin - 1) * width as lower_bound,
        start + bin * width as upper_bound,
        count(*) as customers

    from placed
    group by feature, activity, bin, start, width

),

final as (

    select
        *,
        cast(customers as double)
        / sum(customers) over (partition by feature, activity) as share

    from counted

)

select * from final
