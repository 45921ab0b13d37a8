-- One row per segment and thing that can be said of its customers: the share of a category
-- among them, or the median of a number, against all active customers.
{% set numbers = number_features() + ['churn_risk', 'monthly_profit'] %}
{% set text = dbt.type_string() %}
with

customers as (

    select
        profiled_customers.*,
        churn_scores.churn_risk,
        customer_profit.monthly_profit

    from {{ ref('profiled_customers') }} as profiled_customers
    inner join {{ ref('churn_scores') }} as churn_scores
        on profiled_customers.customer_id = churn_scores.customer_id
    inner join {{ ref('customer_profit') }} as customer_profit
        on profiled_customers.customer_id = customer_profit.customer_id

),

-- Everybody stands beside the segments as one more of them.
members as (

    select
        customer_segments.segment,
        customers.*

    from {{ ref('customer_segments') }} as customer_segments
    inner join customers
        on customer_segments.customer_id = customers.customer_id

    union all

    select
        'all' as segment,
        customers.*

    from customers

),

medians as (

    select
        segment,
        {%- for number in numbers %}
        cast(median({{ number }}) as double) as {{ number }}{{ ',' if not loop.last }}
        {%- endfor %}

    from members
    group by segment

),

-- Few rows: how many customers have each combination of the categories.
combinations as (

    select
        segment,
        {{ category_features() | join(', ') }},
        count(*) as customers

    from members
    group by segment, {{ category_features() | join(', ') }}

),

categories as (

    select
        combinations.segment,
        measures.measure,
        {{ column_named('measures.measure', category_features(), 'combinations', type=text) }} as category,
        combinations.customers

    from combinations
    cross join {{ names_as_rows(category_features(), 'measure') }} as measures

),

facts as (

    select
        medians.segment,
        measures.measure,
        'median' as statistic,
        cast(null as {{ text }}) as category,
        {{ column_named('measures.measure', numbers, 'medians') }} as fact

    from medians
    cross join {{ names_as_rows(numbers, 'measure') }} as measures

    union all

    select
        segment,
        measure,
        'share' as statistic,
        category,
        sum(customers) / sum(sum(customers)) over (partition by segment, measure) as fact

    from categories
    group by segment, measure, category

),

of_all as (

    select * from facts
    where segment = 'all'

),

final as (

    select
        medians.segment,
        of_all.measure,
        of_all.statistic,
        of_all.category,
        -- A category that none of them has is a share of nothing.
        case
            when of_all.statistic = 'share' then coalesce(facts.fact, 0)
            else facts.fact
        end as in_segment,
        of_all.fact as overall,
        case
            when of_all.statistic = 'share' then coalesce(facts.fact, 0)
            else facts.fact
        end / nullif(of_all.fact, 0) as ratio

    from medians
    cross join of_all
    left join facts
        on medians.segment = facts.segment
        and of_all.measure = facts.measure
        and coalesce(of_all.category, '') = coalesce(facts.category, '')
    where medians.segment <> 'all'

)

select * from final
