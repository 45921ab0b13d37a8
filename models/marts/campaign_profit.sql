-- One row per measured campaign, and one of them all: the profit that was planned, and what
-- the control group says was earned.
{% set horizon = checked_setting('horizon_months') %}
with

plans as (

    select
        campaign,
        count(*) as treated,
        sum(expected_profit + cost_per_contact) as planned_profit,
        sum(cost_per_contact) as cost

    from {{ ref('offer_history') }}
    where not is_holdout
    group by campaign

),

results as (

    select
        *,
        {{ months_apart('campaign', 'outcome_month') }} as months

    from {{ ref('campaign_results') }}
    where dimension = 'all'

),

-- The last look that holds the campaign's months alone tells the most of them; a later one
-- does not hold the first month.
last_looks as (

    select
        campaign,
        max(months) as months

    from results
    where months <= {{ months_of_the_mean() }} and profit_difference is not null
    group by campaign

),

-- So many months of profit per treated customer are in a mean of three.
measured as (

    select
        results.campaign,
        results.outcome_month,
        plans.treated,
        cast(plans.planned_profit as double) as planned_profit,
        cast(plans.cost as double) as cost,
        plans.treated * {{ months_of_the_mean() }} * {{ horizon }} / results.months as profits,
        results.profit_difference,
        (results.profit_difference_high - results.profit_difference_low) / 2 as reach

    from results
    inner join last_looks
        on results.campaign = last_looks.campaign
        and results.months = last_looks.months
    inner join plans
        on results.campaign = plans.campaign

),

counted as (

    select
        campaign,
        outcome_month,
        treated,
        planned_profit,
        cost,
        profits * profit_difference as realised_profit,
        profits * reach as reach

    from measured
    union all
    select
        'all' as campaign,
        max(outcome_month) as outcome_month,
        sum(treated) as treated,
        {{ exact_sum('planned_profit') }} as planned_profit,
        {{ exact_sum('cost') }} as cost,
        {{ exact_sum('profits * profit_difference') }} as realised_profit,
        sqrt({{ exact_sum('profits * reach * profits * reach') }}) as reach

    from measured
    -- Plans of old campaigns were not kept: their profit has nothing to be compared with.
    where planned_profit is not null
    having count(*) > 0

),

final as (

    select
        campaign,
        outcome_month,
        cast(treated as bigint) as treated,
        planned_profit,
        cost,
        realised_profit,
        realised_profit - reach as realised_profit_low,
        realised_profit + reach as realised_profit_high,
        case when realised_profit - reach > 0 then planned_profit / realised_profit end
            as planned_to_realised

    from counted

)

select * from final
