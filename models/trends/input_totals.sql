-- One row per month and category: totals of the active customers of this month's exports, and of
-- the month before in the history; `all` for all categories. Empty in the first month.
with

months as (

    {{ months_with_previous('feature_history') }}

),

compared as (

    select
        as_of,
        previous_as_of,
        as_of as month

    from months
    where as_of = '{{ campaign() }}'
    union all
    select
        as_of,
        previous_as_of,
        previous_as_of as month

    from months
    where as_of = '{{ campaign() }}'

),

customers as (

    select
        compared.previous_as_of,
        compared.as_of = compared.month as is_now,
        features.customer_id,
        features.revenue_current_month as revenue,
        features.minutes_current_month as minutes,
        coalesce(features.favourite_category, 'unknown') as category,
        case scores.activity when 'decreased' then 1 when 'same' then 0 end as decreased

    from compared
    inner join {{ ref('feature_history') }} as features
        on compared.month = features.as_of
    inner join {{ ref('score_history') }} as scores
        on features.as_of = scores.as_of
        and features.customer_id = scores.customer_id

),

final as (

    {% for category in ["'all'", 'category'] %}
    select
        previous_as_of,
        is_now,
        {{ category }} as category,
        count(*) as customers,
        {{ exact_sum('revenue') }} as revenue,
        {{ exact_sum('minutes') }} as minutes,
        {{ exact_avg('decreased') }} as share_decreased

    from customers
    group by previous_as_of, is_now{{ ', category' if not loop.first }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select * from final
