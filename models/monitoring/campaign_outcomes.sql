-- One row per campaign, month of the outcome, channel, segment, offer, stratum of the risk,
-- side of the draw and label: how many customers they are, and the sums that means,
-- variances and covariances are made of. So what measures a campaign reads some thousand
-- rows, however many customers were in it, and all months stay in reach.
{% set sums = {
    'risk': 'risk',
    'risk_squared': 'risk * risk',
    'planned': 'risk * risk_reduction',
    'profit_before': 'profit_before',
    'profit_after': 'profit_after',
    'profit_before_squared': 'profit_before * profit_before',
    'profit_after_squared': 'profit_after * profit_after',
    'profit_before_after': 'profit_before * profit_after',
} %}
with

history as (

    select
        *,
        {{ has_large_planned_effect() }} is not null as is_main_comparison

    from {{ ref('offer_history') }}
    where campaign < '{{ campaign() }}' and campaign >= '{{ first_measured_campaign() }}'

),

outcomes as (

    select
        customer_id,
        activity,
        cast(monthly_profit as double) as monthly_profit

    from {{ ref('int_outcomes_by_customer') }}

),

-- A later campaign may have treated a control customer before the outcome was seen.
treated_later as (

    select
        customer_id,
        max(campaign) as last_campaign

    from {{ ref('offer_history') }}
    where campaign < '{{ campaign() }}' and not is_holdout
    group by customer_id

),

-- A customer whom this month's exports do not tell of is counted, and adds to no sum.
customers as (

    select
        history.campaign,
        history.is_main_comparison,
        history.channel,
        coalesce(history.segment, 'none') as segment,
        history.offer,
        history.is_holdout,
        {{ stratum_of_risk('history.churn_risk') }} as stratum,
        coalesce(outcomes.activity, 'unknown') as activity,
        cast(history.risk_reduction as double) as risk_reduction,
        case when treated_later.last_campaign > history.campaign then 1 else 0 end
            as treated_since,
        case when outcomes.activity is not null then history.churn_risk end as risk,
        case
            when outcomes.monthly_profit is not null
                then cast(history.monthly_profit as double)
        end as profit_before,
        case when history.monthly_profit is not null then outcomes.monthly_profit end
            as profit_after

    from history
    left join outcomes
        on history.customer_id = outcomes.customer_id
    left join treated_later
        on history.customer_id = treated_later.customer_id

),

-- Sums of decimals: those of doubles depend on the order of the rows. A product of two
-- amounts of money has twelve decimals.
final as (

    select
        campaign,
        '{{ campaign() }}' as outcome_month,
        is_main_comparison,
        channel,
        segment,
        offer,
        stratum,
        is_holdout,
        activity,
        count(*) as customers,
        count(profit_after) as profits,
        cast(sum(treated_since) as bigint) as treated_since
        {%- for name, summand in sums.items() %},
        coalesce(cast(
            sum(cast({{ summand }} as decimal(38, {{ 12 if 'profit' in name else 18 }}))) as double
        ), 0) as {{ name }}
        {%- endfor %}

    from customers
    group by
        campaign, is_main_comparison, channel, segment, offer, stratum, is_holdout, activity

)

select * from final
