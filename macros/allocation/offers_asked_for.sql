{# CTEs of a round, to `asked`: each customer asks for the best offer that earns more than the
   one it has in `held`, and for which the limits have enough left. #}
{% macro offers_asked_for() -%}
wanted as (

    select * from {{ ref('priced_offers') }}

),

limits as (

    select
        scenarios.effect_multiplier,
        limits.resource,
        limits.offer,
        case when limits.resource = 'offer' then 'offer ' || limits.offer else limits.resource end
            as limit_name,
        cast(limits.available as {{ number() }}) as available

    from {{ ref('allocation_limits') }} as limits
    cross join (select distinct effect_multiplier from wanted) as scenarios

),

limits_left as (

    select
        limits.effect_multiplier,
        limits.resource,
        limits.offer,
        limits.limit_name,
        limits.available - coalesce(sum(taken.amount), 0) as available

    from limits
    left join (
        {{ taken_of_limits('held', 'cost_per_contact', 1) }}
    ) as taken
        on limits.effect_multiplier = taken.effect_multiplier
        and limits.limit_name = taken.limit_name
    group by
        limits.effect_multiplier,
        limits.resource,
        limits.offer,
        limits.limit_name,
        limits.available

),

shared_limits as (

    select
        effect_multiplier,
        max(case when resource = 'budget' then available end) as budget,
        max(case when resource = 'contacts' then available end) as contacts

    from limits_left
    group by effect_multiplier

),

-- What earns more than the offer that a customer has, and what it takes beyond that one.
better as (

    select
        wanted.*,
        wanted.cost_per_contact - coalesce(held.cost_per_contact, 0) as cost,
        case when wanted.is_contact then 1 else 0 end
        - case when held.is_contact then 1 else 0 end as contacts,
        wanted.advantage - coalesce(held.advantage, 0) as gain

    from wanted
    left join held
        on wanted.effect_multiplier = held.effect_multiplier
        and wanted.customer_id = held.customer_id
    where held.customer_id is null or wanted.scenario_profit > held.scenario_profit

),

-- Of what is worth the same to a customer, the cheaper leaves more to others.
ranked as (

    select
        better.*,
        {{ advantage_level('better.gain') }} as level,
        row_number() over (
            partition by better.effect_multiplier, better.customer_id
            order by
                better.gain desc,
                better.cost_per_contact nulls last,
                better.offer nulls last
        ) as place

    from better
    inner join shared_limits as shared
        on better.effect_multiplier = shared.effect_multiplier
    left join limits_left as places
        on better.effect_multiplier = places.effect_multiplier
        and better.offer = places.offer
    where
        better.cost <= shared.budget
        and better.contacts <= shared.contacts
        and (better.max_customers is null or places.available >= 1)

),

asked as (

    select * from ranked
    where place = 1

),
{%- endmacro %}
