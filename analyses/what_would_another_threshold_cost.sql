-- Что изменит порог ниже или выше нынешнего? What would a lower or a higher threshold change?
with

cuts as (

    select
        *,
        ntile(12) over (order by threshold) as twelfth

    from scoring.threshold_curve

),

placed as (

    select
        *,
        row_number() over (partition by twelfth order by threshold) as place

    from cuts

),

in_force as (

    select * from cuts
    where is_in_force

),

final as (

    select
        placed.threshold,
        placed.is_in_force,
        placed.customers_contacted,
        placed.customers_contacted - in_force.customers_contacted as more_contacted,
        placed.recall,
        placed.precision,
        placed.expected_profit,
        placed.expected_profit - in_force.expected_profit as more_expected_profit

    from placed
    cross join in_force
    -- The cut in force, and a dozen others evenly along the curve.
    where placed.is_in_force or placed.place = 1

)

select * from final
order by threshold
