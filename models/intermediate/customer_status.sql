-- One row per customer seen in any export: active, inactive or incomplete, and why.
{% set exports = ['market_file', 'market_money', 'market_time', 'money'] %}
{% set months = ['current_month', 'previous_month', 'month_before_previous'] %}

with

customers as (

    select * from {{ ref('seen_customers') }}

),

revenue as (

    select * from {{ ref('int_revenue_by_customer') }}

),

reasons as (

    select
        customers.customer_id,
        revenue.revenue_current_month,
        revenue.revenue_previous_month,
        revenue.revenue_month_before_previous,
        nullif(concat_ws(
            ', '
            {%- for export in exports %},
            case when not customers.is_in_{{ export }} then 'no row in {{ export }}' end
            {%- endfor %}
            {%- for month in months %},
            case
                when customers.is_in_market_money and revenue.revenue_{{ month }} is null
                    then 'no revenue row for {{ month }}'
            end
            {%- endfor %}
        ), '') as incomplete_reason,
        nullif(concat_ws(
            ', '
            {%- for month in months %},
            case
                when revenue.revenue_{{ month }} <= 0
                    then 'no revenue in {{ month }}'
            end
            {%- endfor %}
        ), '') as inactive_reason

    from customers
    left join revenue
        on customers.customer_id = revenue.customer_id

),

medians as (

    select
        {%- for month in months %}
        median(revenue_{{ month }}) as median_{{ month }}{{ ',' if not loop.last }}
        {%- endfor %}

    from reasons
    where incomplete_reason is null and inactive_reason is null

),

final as (

    select
        reasons.customer_id,
        case
            when reasons.incomplete_reason is not null then 'incomplete'
            when reasons.inactive_reason is not null then 'inactive'
            else 'active'
        end as status,
        coalesce(reasons.incomplete_reason, reasons.inactive_reason) as reason,
        coalesce(
            {%- for month in months %}
            reasons.revenue_{{ month }}
            > {{ var('revenue_outlier_factor') }} * medians.median_{{ month }}
            {{- ' or' if not loop.last }}
            {%- endfor %},
            false
        ) as is_revenue_outlier

    from reasons
    cross join medians

)

select * from final
