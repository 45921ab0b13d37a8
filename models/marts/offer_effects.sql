-- One row per offer that a campaign has measured: what it does, over all campaigns.
select
    estimates.offer,
    offers.name_ru,
    offers.name_en,
    estimates.campaigns,
    estimates.treated,
    estimates.control,
    estimates.assumed_risk_reduction,
    estimates.risk_reduction,
    estimates.risk_reduction_low,
    estimates.risk_reduction_high,
    estimates.probability_above_zero,
    estimates.suggested_measured_effect

from {{ ref('offer_effect_estimates') }} as estimates
inner join {{ ref('offers') }} as offers
    on estimates.offer = offers.offer
