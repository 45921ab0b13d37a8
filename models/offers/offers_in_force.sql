-- One row per offer: its channel, its cost and the effect that this build counts with.
with

offers as (

    select
        *,
        {{ measured_effect('offer') }} as measured_risk_reduction

    from {{ ref('offers') }}

),

final as (

    select
        offer,
        channel,
        channel <> 'on_site' as is_contact,
        cost_per_contact,
        coalesce(measured_risk_reduction, assumed_risk_reduction) as risk_reduction,
        case when measured_risk_reduction is null then 'assumed' else 'measured' end
            as effect_source,
        max_customers,
        picks is not null as has_picks

    from offers

)

select * from final
