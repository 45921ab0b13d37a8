-- One row per month and category: totals of the active customers of this month's exports, and of
-- the month before in the history; `all` for all categories. Empty in the first month.
with

months as (

    {{ months_with_previous('feature_history') }}

),

customers as (

    select
        months.previous_as_of,
        features.as_of = months.as_of as is_now,
        features.customer_id,
        features.revenue_current_month as revenue,
        features.minutes_current_month as minutes,
        coalesce(features.favourite_category, 'unknown') as category,
        case scores.activity when 'decreased' then 1 when 'same' then 0 end as decreased

    from months
    inner join {{ ref('feature_history') }} as features
        on features.as_of in (months.as_of, months.previous_as_of)
    inner join {{ ref('score_history') }} as scores
        on features.as_of = scores.as_of
        and features.customer_id = scores.customer_id
    where months.as_of = '{{ campaign() }}'

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
