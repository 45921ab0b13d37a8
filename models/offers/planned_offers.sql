-- One row per scenario and customer of its campaign. In each round a customer asks for the
-- best offer that earns more than the one it has; the largest gain is served first while
-- the limits last. The others get what the site can always show. The campaign is the
-- scenario with effect_multiplier = 1.
{% set rounds = 3 %}
with

wanted as (

    select * from {{ ref('priced_offers') }}

),

limits as (

    select
        scenarios.effect_multiplier,
        {{ limit_name('limits.resource', 'limits.offer') }} as limit_name,
        cast(limits.available as {{ number() }}) as available

    from {{ ref('allocation_limits') }} as limits
    cross join (select distinct effect_multiplier from wanted) as scenarios

),

held_0 as (

    select * from wanted
    where false

),

{% for round in range(1, rounds + 1) %}
{{ allocation_round(round) }}
{% endfor %}

left_to_the_site as (

    select
        site_offers.effect_multiplier,
        site_offers.customer_id,
        site_offers.offer,
        site_offers.is_holdout,
        site_offers.scenario_profit

    from {{ ref('site_offers') }} as site_offers
    left join held_{{ rounds }} as held
        on site_offers.effect_multiplier = held.effect_multiplier
        and site_offers.customer_id = held.customer_id
    where held.customer_id is null

),

final as (

    select
        effect_multiplier,
        customer_id,
        offer,
        is_holdout,
        scenario_profit

    from held_{{ rounds }}

    union all

    select * from left_to_the_site

)

select * from final
