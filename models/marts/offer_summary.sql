-- One row per offer: whom it could reach, who gets it, what it costs and should earn.
with

eligible as (

    select
        offer,
        count(*) as eligible_customers

    from {{ ref('eligible_offers') }}
    group by offer

),

chosen as (

    select
        offer,
        sum(case when is_holdout then 0 else 1 end) as customers,
        sum(case when is_holdout then 1 else 0 end) as holdout_customers,
        sum(case when is_holdout then 0 else cost_per_contact end) as cost,
        sum(case when is_holdout then 0 else expected_profit end) as expected_profit

    from {{ ref('customer_offers') }}
    group by offer

),

final as (

    select
        offers.offer,
        offers.name_ru,
        offers.name_en,
        offers.channel,
        offers.cost_per_contact,
        offers_in_force.risk_reduction,
        offers_in_force.effect_source,
        offers.max_customers,
        offers.promo_code,
        offers.valid_days,
        coalesce(eligible.eligible_customers, 0) as eligible_customers,
        cast(coalesce(chosen.customers, 0) as bigint) as customers,
        cast(coalesce(chosen.holdout_customers, 0) as bigint) as holdout_customers,
        cast(coalesce(chosen.cost, 0) as decimal(38, 6)) as cost,
        cast(coalesce(chosen.expected_profit, 0) as decimal(38, 6)) as expected_profit

    from {{ ref('offers') }} as offers
    inner join {{ ref('offers_in_force') }} as offers_in_force
        on offers.offer = offers_in_force.offer
    left join eligible
        on offers.offer = eligible.offer
    left join chosen
        on offers.offer = chosen.offer

)

select * from final
