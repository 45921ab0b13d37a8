{# CTEs of a round, from `asked` to `final`: each limit serves the largest gain first. A customer
   whom one limit refuses keeps the offer it has in `held`. #}
{% macro offers_granted() -%}
taken as (

    {{ taken_of_limits('asked', 'greatest(cost, 0)', 'greatest(contacts, 0)') }}

),

levels as (

    select
        effect_multiplier,
        limit_name,
        level,
        sum(sum(amount)) over (
            partition by effect_multiplier, limit_name
            order by level desc
            rows between unbounded preceding and current row
        ) - sum(amount) as amount_above

    from taken
    group by effect_multiplier, limit_name, level

),

in_turn as (

    select
        taken.effect_multiplier,
        taken.customer_id,
        taken.limit_name,
        levels.amount_above + sum(taken.amount) over (
            partition by taken.effect_multiplier, taken.limit_name, taken.level
            order by taken.gain desc, taken.customer_id nulls last
            rows between unbounded preceding and current row
        ) as amount_so_far

    from taken
    inner join levels
        on taken.effect_multiplier = levels.effect_multiplier
        and taken.limit_name = levels.limit_name
        and taken.level = levels.level

),

refused as (

    select distinct
        in_turn.effect_multiplier,
        in_turn.customer_id

    from in_turn
    inner join limits_left
        on in_turn.effect_multiplier = limits_left.effect_multiplier
        and in_turn.limit_name = limits_left.limit_name
    where in_turn.amount_so_far > limits_left.available

),

granted as (

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

    from asked
    left join refused
        on asked.effect_multiplier = refused.effect_multiplier
        and asked.customer_id = refused.customer_id
    where refused.customer_id is null

),

final as (

    select * from granted

    union all

    select held.*
    from held
    left join granted
        on held.effect_multiplier = granted.effect_multiplier
        and held.customer_id = granted.customer_id
    where granted.customer_id is null

)
{%- endmacro %}
