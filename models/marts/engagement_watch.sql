-- One row per month, segment and measure of engagement: the segment's mean, against that of
-- its members in the month before. A fall is the earliest sign that customers will buy less.
{# Means of fewer customers are not normal enough for an interval. #}
{% set customers_min = 30 %}
{% set measures = engagement_measures() %}
with

engagement as (

    select * from {{ ref('segment_engagement') }}

),

compared as (

    select
        later.as_of,
        later.previous_as_of,
        later.segment,
        measures.measure,
        {{ column_named('measures.measure', measures, 'earlier', '_customers') }} as customers_before,
        {{ column_named('measures.measure', measures, 'later', '_customers') }} as customers,
        {{ column_named('measures.measure', measures, 'later', '_in_both') }} as customers_in_both,
        {{ column_named('measures.measure', measures, 'earlier', '_mean') }} as mean_before,
        {{ column_named('measures.measure', measures, 'later', '_mean') }} as mean_now,
        {{ column_named('measures.measure', measures, 'earlier', '_variance') }} as variance_before,
        {{ column_named('measures.measure', measures, 'later', '_variance') }} as variance_now,
        {{ column_named('measures.measure', measures, 'later', '_covariance') }} as covariance

    from engagement as later
    inner join engagement as earlier
        on later.previous_as_of = earlier.as_of
        and later.segment = earlier.segment
    cross join {{ names_as_rows(measures, 'measure') }} as measures

),

judged as (

    select
        *,
        mean_now - mean_before as difference,
        case
            when customers_before >= {{ customers_min }} and customers >= {{ customers_min }}
                then {{ standard_errors() }} * sqrt(greatest(
                    -- What does not vary has an error of nothing, and not of the last digit.
                    round(
                        variance_before / customers_before
                        + variance_now / customers
                        - 2 * customers_in_both * covariance
                        / (cast(customers_before as double) * customers),
                        12
                    ),
                    0
                ))
        end as reach

    from compared
    where customers_before > 0 and customers > 0

),

final as (

    select
        as_of,
        previous_as_of,
        segment,
        measure,
        customers_before,
        customers,
        customers_in_both,
        mean_before,
        mean_now,
        difference,
        difference - reach as difference_low,
        difference + reach as difference_high,
        coalesce(difference + reach < 0, false) as is_falling

    from judged

)

select * from final
