-- One row per campaign, stratum of the risk and label of the control customers whose outcome
-- the next month's exports told: their mean profit before and after, and the squares and
-- products of its deviations. Nobody had treated them by then.
with

outcomes as (

    select * from {{ ref('campaign_outcomes') }}
    where
        is_holdout
        and activity <> 'unknown'
        and profits > 0
        and {{ months_apart('campaign', 'outcome_month') }} = 1

),

sums as (

    select
        campaign,
        stratum,
        activity,
        cast(sum(profits) as bigint) as customers
        {%- for name in [
            'profit_before', 'profit_after',
            'profit_before_squared', 'profit_after_squared', 'profit_before_after',
        ] %},
        cast(sum(cast({{ name }} as decimal(38, 12))) as double) as {{ name }}
        {%- endfor %}

    from outcomes
    group by campaign, stratum, activity

),

final as (

    select
        campaign,
        stratum,
        activity,
        customers,
        profit_before / customers as mean_before,
        profit_after / customers as mean_after,
        profit_before_squared - profit_before * profit_before / customers as before_squares,
        profit_after_squared - profit_after * profit_after / customers as after_squares,
        profit_before_after - profit_before * profit_after / customers as products

    from sums

)

select * from final
