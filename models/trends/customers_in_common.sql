-- One row: how many active customers of this month's exports were active in the month before, and
-- how many of these have the same revenue and minutes. Both are 0 in the first month.
with

months as (

    {{ months_with_previous('feature_history') }}

),

final as (

    select
        count(*) as customers_in_common,
        count(
            case
                when later.revenue_current_month = earlier.revenue_current_month
                    and later.minutes_current_month = earlier.minutes_current_month then 1
            end
        ) as unchanged

    from months
    inner join {{ ref('feature_history') }} as earlier
        on months.previous_as_of = earlier.as_of
    inner join {{ ref('feature_history') }} as later
        on months.as_of = later.as_of
        and earlier.customer_id = later.customer_id
    where months.as_of = '{{ campaign() }}'

)

select * from final
