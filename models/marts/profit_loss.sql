-- One row: the share of a customer's profit that a decrease costs, as control customers show.
-- Within a campaign and a stratum of the risk, the change of profit of those who decreased is
-- compared with that of the others.
{# The estimate may replace the assumption from here on: reach of the interval to either side,
   and customers of each label. #}
{% set reach_max, customers_min = 0.05, 30 %}
with

profits as (

    select * from {{ ref('control_profits') }}

),

-- The weight is the precision of a difference of two means.
compared as (

    select
        decreased.customers as decreased,
        same.customers as same,
        cast(decreased.customers as double) * same.customers
        / (decreased.customers + same.customers) as weight,
        decreased.mean_before,
        same.mean_after - same.mean_before - decreased.mean_after + decreased.mean_before as loss,
        same.after_squares - 2 * same.products + same.before_squares as same_squares,
        decreased.before_squares,
        decreased.after_squares,
        decreased.products

    from profits as decreased
    inner join profits as same
        on decreased.campaign = same.campaign
        and decreased.stratum = same.stratum
    where decreased.activity = 'decreased' and same.activity = 'same'

),

sums as (

    select
        cast(sum(decreased) as bigint) as decreased,
        cast(sum(same) as bigint) as same,
        count(*) as cells,
        {{ exact_sum('weight * loss') }} as loss,
        {{ exact_sum('weight * mean_before') }} as profit,
        {{ exact_sum('weight * weight / decreased') }} as decreased_weight,
        {{ exact_sum('weight * weight / same') }} as same_weight,
        {{ exact_sum('same_squares') }} as same_squares,
        {{ exact_sum('before_squares') }} as before_squares,
        {{ exact_sum('after_squares') }} as after_squares,
        {{ exact_sum('products') }} as products

    from compared

),

shown as (

    select
        *,
        loss / nullif(profit, 0) as share_shown,
        -- Of the profit before, this is left to a customer who decreased.
        1 - loss / nullif(profit, 0) as share_left

    from sums

),

-- The month after the campaign is one of those in the mean, so this part of the loss shows. One
-- customer of a label per cell does not tell how much customers vary: there is no interval then.
estimated as (

    select
        decreased,
        same,
        {{ months_of_the_mean() }} * share_shown as profit_lost_share,
        case
            when decreased > cells and same > cells
                then {{ months_of_the_mean() }} * {{ standard_errors() }} * sqrt(greatest(
                    decreased_weight / (decreased - cells) * (
                        after_squares
                        - 2 * share_left * products
                        + share_left * share_left * before_squares
                    )
                    + same_weight / (same - cells) * same_squares, 0
                )) / nullif(abs(profit), 0)
        end as reach

    from shown

),

final as (

    select
        coalesce(decreased, 0) as decreased,
        coalesce(same, 0) as same,
        cast({{ var('profit_lost_share') }} as double) as assumed_profit_lost_share,
        profit_lost_share,
        profit_lost_share - reach as profit_lost_share_low,
        profit_lost_share + reach as profit_lost_share_high,
        coalesce(
            reach <= {{ reach_max }}
            and least(decreased, same) >= {{ customers_min }}, false
        ) as may_replace_assumption

    from estimated

)

select * from final
