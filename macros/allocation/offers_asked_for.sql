{# CTEs of a round, to asked_<round>: each customer asks for the best offer that earns more than
   the one it has in `held`, and for which the limits have enough left. #}
{% macro offers_asked_for(round, held) -%}
left_{{ round }} as (

    select
        limits.effect_multiplier,
        limits.limit_name,
        limits.available - coalesce(sum(taken.amount), 0) as available

    from limits
    left join (
        {{ taken_of_limits(held, 'cost_per_contact', 1) }}
    ) as taken
        on limits.effect_multiplier = taken.effect_multiplier
        and limits.limit_name = taken.limit_name
    group by limits.effect_multiplier, limits.limit_name, limits.available

),

shared_{{ round }} as (

    select
        effect_multiplier,
        max(case when limit_name = 'budget' then available end) as budget,
        max(case when limit_name = 'contacts' then available end) as contacts

    from left_{{ round }}
    group by effect_multiplier

),

-- What earns more than the offer that a customer has, and what it takes beyond that one.
better_{{ round }} as (

    select
        wanted.*,
        wanted.cost_per_contact - coalesce(held.cost_per_contact, 0) as cost,
        case when wanted.is_contact then 1 else 0 end
        - case when held.is_contact then 1 else 0 end as contacts,
        wanted.advantage - coalesce(held.advantage, 0) as gain

    from wanted
    left join {{ held }} as held
        on wanted.effect_multiplier = held.effect_multiplier
        and wanted.customer_id = held.customer_id
    where held.customer_id is null or wanted.scenario_profit > held.scenario_profit

),

-- Of what is worth the same to a customer, the cheaper leaves more to others.
ranked_{{ round }} as (

    select
        better.*,
        {{ advantage_level('better.gain') }} as level,
        row_number() over (
            partition by better.effect_multiplier, better.customer_id
            order by better.gain desc, better.cost_per_contact, better.offer
        ) as place

    from better_{{ round }} as better
    inner join shared_{{ round }} as shared
        on better.effect_multiplier = shared.effect_multiplier
    left join left_{{ round }} as places
        on better.effect_multiplier = places.effect_multiplier
        and places.limit_name = concat('offer ', better.offer)
    where
        better.cost <= shared.budget
        and better.contacts <= shared.contacts
        and (better.max_customers is null or places.available >= 1)

),

asked_{{ round }} as (

    select * from ranked_{{ round }}
    where place = 1

),
{%- endmacro %}
