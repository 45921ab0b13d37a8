-- One row per month, segment and measure of engagement: the segment's mean, against that of
-- its members in the month before. A fall is the earliest sign that customers will buy less.
{# Means of fewer customers are not normal enough for an interval. #}
{% set customers_min = 30 %}
with

months as (

    {{ months_with_previous('score_history') }}

),

member_values as (

    select * from {{ ref('member_engagement') }}

),

totals as (

    select
        as_of,
        segment,
        measure,
        count(*) as customers,
        avg(engagement) as mean_engagement,
        var_samp(engagement) as variance

    from member_values
    group by as_of, segment, measure

),

-- Who is in the segment in both months moves both means together.
stayed as (

    select
        months.as_of,
        later.segment,
        later.measure,
        count(*) as customers,
        covar_samp(earlier.engagement, later.engagement) as covariance

    from months
    inner join member_values as earlier
        on months.previous_as_of = earlier.as_of
    inner join member_values as later
        on months.as_of = later.as_of
        and earlier.segment = later.segment
        and earlier.measure = later.measure
        and earlier.customer_id = later.customer_id
    group by months.as_of, later.segment, later.measure

),

compared as (

    select
        months.as_of,
        months.previous_as_of,
        later.segment,
        later.measure,
        earlier.customers as customers_before,
        later.customers,
        coalesce(stayed.customers, 0) as customers_in_both,
        earlier.mean_engagement as mean_before,
        later.mean_engagement as mean_now,
        later.mean_engagement - earlier.mean_engagement as difference,
        case
            when earlier.customers >= {{ customers_min }} and later.customers >= {{ customers_min }}
                then {{ standard_errors() }} * sqrt(greatest(
                    -- What does not vary has an error of nothing, and not of the last digit.
                    round(
                        earlier.variance / earlier.customers
                        + later.variance / later.customers
                        - 2 * coalesce(stayed.customers * stayed.covariance, 0)
                        / (cast(earlier.customers as double) * later.customers),
                        12
                    ),
                    0
                ))
        end as reach

    from months
    inner join totals as later
        on months.as_of = later.as_of
    inner join totals as earlier
        on months.previous_as_of = earlier.as_of
        and later.segment = earlier.segment
        and later.measure = earlier.measure
    left join stayed
        on later.as_of = stayed.as_of
        and later.segment = stayed.segment
        and later.measure = stayed.measure

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

    from compared

)

select * from final
