-- One row per month and feature: how far its values have moved since the month before in the
-- history, as the population stability index (PSI) over tenths of the month before.
{# Half a customer more in each bin, so that an empty bin has a logarithm. #}
{% set added = 'cast(0.5 as double)' %}
{# A PSI within three standard deviations of what chance gives says nothing. #}
{% set standard_deviations = 3 %}
with

counted as (

    select * from {{ ref('feature_bins') }}

),

totals as (

    select
        as_of,
        feature,
        count(*) as bins,
        sum(customers_before) as customers_before,
        sum(customers) as customers

    from counted
    group by as_of, feature

),

shares as (

    select
        counted.as_of,
        counted.previous_as_of,
        counted.feature,
        totals.bins,
        totals.customers_before,
        totals.customers,
        (counted.customers_before + {{ added }})
        / (totals.customers_before + {{ added }} * totals.bins) as share_before,
        (counted.customers + {{ added }})
        / (totals.customers + {{ added }} * totals.bins) as share_now

    from counted
    inner join totals
        on counted.as_of = totals.as_of
        and counted.feature = totals.feature

),

indexes as (

    select
        as_of,
        previous_as_of,
        feature,
        max(bins) as bins,
        max(customers_before) as customers_before,
        max(customers) as customers,
        sum((share_now - share_before) * ln(share_now / share_before)) as uncorrected_psi,
        -- Two samples of one distribution have this much for each bin but one.
        1 / max(cast(customers_before as double)) + 1 / max(cast(customers as double)) as chance

    from shares
    group by as_of, previous_as_of, feature

),

final as (

    select
        as_of,
        previous_as_of,
        feature,
        cast(customers_before as bigint) as customers_before,
        cast(customers as bigint) as customers,
        uncorrected_psi,
        (bins - 1) * chance as psi_by_chance,
        uncorrected_psi - (bins - 1) * chance as psi,
        uncorrected_psi - (bins - 1) * chance > {{ var('drift_alarm') }}
        and uncorrected_psi - (bins - 1) * chance
        > {{ standard_deviations }} * sqrt(2 * (bins - 1)) * chance as is_drifted

    from indexes

)

select * from final
