{# CTEs of a round, from asked_<round> to held_<round>: each limit serves the largest gain first.
   A customer whom one limit refuses keeps the offer it has in `held`. #}
{% macro offers_granted(round, held) -%}
taken_{{ round }} as (

    {{ taken_of_limits('asked_' ~ round, 'greatest(cost, 0)', 'greatest(contacts, 0)') }}

),

levels_{{ round }} as (

    select
        effect_multiplier,
        limit_name,
        level,
        sum(sum(amount)) over (
            partition by effect_multiplier, limit_name
            order by level desc
            rows between unbounded preceding and current row
        ) - sum(amount) as amount_above

    from taken_{{ round }}
    group by effect_multiplier, limit_name, level

),

in_turn_{{ round }} as (

    select
        taken.effect_multiplier,
        taken.customer_id,
        taken.limit_name,
        levels.amount_above + sum(taken.amount) over (
            partition by taken.effect_multiplier, taken.limit_name, taken.level
            order by taken.gain desc, taken.customer_id
            rows between unbounded preceding and current row
        ) as amount_so_far

    from taken_{{ round }} as taken
    inner join levels_{{ round }} as levels
        on taken.effect_multiplier = levels.effect_multiplier
        and taken.limit_name = levels.limit_name
        and taken.level = levels.level

),

refused_{{ round }} as (

    select distinct
        in_turn.effect_multiplier,
        in_turn.customer_id

    from in_turn_{{ round }} as in_turn
    inner join left_{{ round }} as limits
        on in_turn.effect_multiplier = limits.effect_multiplier
        and in_turn.limit_name = limits.limit_name
    where in_turn.amount_so_far > limits.available

),

granted_{{ round }} as (

    select
        asked.effect_multiplier,
        asked.customer_id,
        asked.offer,
        asked.is_contact,
        asked.is_holdout,
        asked.max_customers,
        asked.cost_per_contact,
        asked.scenario_profit,
        asked.advantage

    from asked_{{ round }} as asked
    left join refused_{{ round }} as refused
        on asked.effect_multiplier = refused.effect_multiplier
        and asked.customer_id = refused.customer_id
    where refused.customer_id is null

),

held_{{ round }} as (

    select * from granted_{{ round }}

    union all

    select held.*
    from {{ held }} as held
    left join granted_{{ round }} as granted
        on held.effect_multiplier = granted.effect_multiplier
        and held.customer_id = granted.customer_id
    where granted.customer_id is null

),
{%- endmacro %}
