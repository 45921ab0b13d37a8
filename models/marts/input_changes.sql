-- One row per measure and category: what this month's exports say of the active customers, against
-- those of the month before in the history. Empty in the first month.
{% set total, share = var('max_change_of_totals'), var('max_change_of_shares') %}
with

month as (

    select
        as_of,
        previous_as_of

    from ({{ months_with_previous('feature_history') }}) as months
    where as_of = '{{ campaign() }}'

),

customers as (

    select
        features.as_of,
        features.customer_id,
        features.revenue_current_month as revenue,
        features.minutes_current_month as minutes,
        coalesce(features.favourite_category, 'unknown') as category,
        case scores.activity when 'decreased' then 1 when 'same' then 0 end as decreased

    from {{ ref('feature_history') }} as features
    inner join {{ ref('score_history') }} as scores
        on features.as_of = scores.as_of
        and features.customer_id = scores.customer_id

),

totals as (

    select
        as_of,
        count(*) as customers,
        {{ exact_sum('revenue') }} as revenue,
        {{ exact_sum('minutes') }} as minutes,
        {{ exact_avg('decreased') }} as share_decreased

    from customers
    group by as_of

),

categories as (

    select
        as_of,
        category,
        count(*) as customers

    from customers
    group by as_of, category

),

in_common as (

    select
        count(*) as customers,
        count(case when now.revenue = before.revenue and now.minutes = before.minutes then 1 end)
            as unchanged

    from month
    inner join customers as now
        on month.as_of = now.as_of
    inner join customers as before
        on month.previous_as_of = before.as_of
        and now.customer_id = before.customer_id

),

sides as (

    select
        month.previous_as_of,
        now.customers,
        now.revenue,
        now.minutes,
        now.share_decreased,
        before.customers as customers_before,
        before.revenue as revenue_before,
        before.minutes as minutes_before,
        before.share_decreased as share_decreased_before,
        in_common.customers as customers_in_common,
        in_common.unchanged

    from month
    inner join totals as now
        on month.as_of = now.as_of
    inner join totals as before
        on month.previous_as_of = before.as_of
    cross join in_common

),

measured as (

    {% for measure in ['customers', 'revenue', 'minutes'] %}
    select
        previous_as_of,
        '{{ measure }}' as measure,
        'all' as category,
        {{ measure }}_before as value_before,
        {{ measure }} as value_now,
        {{ measure }}_before * (1 - {{ total }}) as lowest,
        {{ measure }}_before * (1 + {{ total }}) as highest

    from sides
    union all
    {% endfor %}
    select
        previous_as_of,
        'share_decreased' as measure,
        'all' as category,
        share_decreased_before as value_before,
        share_decreased as value_now,
        share_decreased_before - {{ share }} as lowest,
        share_decreased_before + {{ share }} as highest

    from sides
    union all
    select
        previous_as_of,
        'customers_in_common' as measure,
        'all' as category,
        customers_before as value_before,
        customers_in_common as value_now,
        customers_before * {{ var('min_share_of_shared_customers') }} as lowest,
        null as highest

    from sides
    union all
    select
        previous_as_of,
        'customers_unchanged' as measure,
        'all' as category,
        customers_in_common as value_before,
        unchanged as value_now,
        null as lowest,
        customers_in_common * {{ var('max_share_unchanged') }} as highest

    from sides
    union all
    select
        sides.previous_as_of,
        'share_of_category' as measure,
        known.category,
        coalesce(before.customers, 0) / sides.customers_before as value_before,
        coalesce(now.customers, 0) / sides.customers as value_now,
        coalesce(before.customers, 0) / sides.customers_before - {{ share }} as lowest,
        coalesce(before.customers, 0) / sides.customers_before + {{ share }} as highest

    from month
    cross join sides
    cross join (select distinct category from categories) as known
    left join categories as now
        on month.as_of = now.as_of
        and known.category = now.category
    left join categories as before
        on month.previous_as_of = before.as_of
        and known.category = before.category

),

final as (

    select
        '{{ campaign() }}' as as_of,
        previous_as_of,
        measure,
        category,
        cast(value_before as double) as value_before,
        cast(value_now as double) as value_now,
        cast(lowest as double) as lowest,
        cast(highest as double) as highest,
        coalesce(value_now < lowest, false) or coalesce(value_now > highest, false) as is_outside

    from measured

)

select * from final
