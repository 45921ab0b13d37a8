-- One row per campaign of the last months, group of its customers and side of the draw: how
-- many they are, and the sums that means, variances and covariances are made of. So what
-- measures a campaign reads hundreds of rows, however many customers were in it.
{% set sums = {
    'decreased': 'is_decreased',
    'risk': 'risk',
    'risk_squared': 'risk * risk',
    'risk_decreased': 'risk * is_decreased',
    'profit_before': 'profit_before',
    'profit_after': 'profit_after',
    'profit_before_squared': 'profit_before * profit_before',
    'profit_after_squared': 'profit_after * profit_after',
    'profit_before_after': 'profit_before * profit_after',
} %}
with

history as (

    select * from {{ ref('offer_history') }}
    where campaign < '{{ campaign() }}' and campaign >= '{{ first_measured_campaign() }}'

),

outcomes as (

    select
        customer_id,
        case activity when 'decreased' then 1 when 'same' then 0 end as is_decreased,
        cast(monthly_profit as double) as monthly_profit

    from {{ ref('int_outcomes_by_customer') }}

),

-- A customer whom this month's exports do not tell of is counted, and adds to no sum.
customers as (

    select
        history.campaign,
        history.channel,
        coalesce(history.segment, 'none') as segment,
        history.offer,
        history.is_holdout,
        outcomes.is_decreased,
        case when outcomes.is_decreased is not null then history.churn_risk end as risk,
        case
            when outcomes.monthly_profit is not null
                then cast(history.monthly_profit as double)
        end as profit_before,
        case when history.monthly_profit is not null then outcomes.monthly_profit end
            as profit_after

    from history
    left join outcomes
        on history.customer_id = outcomes.customer_id

),

-- Sums of decimals: those of doubles depend on the order of the rows. A product of two
-- amounts of money has twelve decimals.
cells as (

    select
        campaign,
        channel,
        segment,
        offer,
        is_holdout,
        count(*) as customers,
        count(is_decreased) as outcomes,
        count(profit_after) as profits
        {%- for name, summand in sums.items() %},
        sum(cast({{ summand }} as decimal(38, {{ 12 if 'profit' in name else 18 }}))) as {{ name }}
        {%- endfor %}

    from customers
    group by campaign, channel, segment, offer, is_holdout

),

final as (
    {% for dimension, column in campaign_dimensions().items() %}
    select
        campaign,
        '{{ campaign() }}' as outcome_month,
        '{{ dimension }}' as dimension,
        {{ column }} as value,
        is_holdout,
        cast(sum(customers) as bigint) as customers,
        cast(sum(outcomes) as bigint) as outcomes,
        cast(sum(profits) as bigint) as profits
        {%- for name in sums %},
        coalesce(cast(sum({{ name }}) as double), 0) as {{ name }}
        {%- endfor %}

    from cells
    group by campaign, {{ column }}, is_holdout
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
