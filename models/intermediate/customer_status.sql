-- One row per customer seen in any export: active, inactive or incomplete, and why.
{% set exports = ['market_file', 'market_money', 'market_time', 'money'] %}
{% set months = months_of_the_exports() %}

with

customers as (

    select * from {{ ref('int_customers_seen') }}

),

reasons as (

    select
        customer_id,
        coalesce(store_id, cast(customer_id as {{ dbt.type_string() }})) as store_id,
        revenue_current_month,
        revenue_previous_month,
        revenue_month_before_previous,
        case
            when not (
                {%- for export in exports %}
                is_in_{{ export }} and
                {%- endfor %}
                {%- for month in months %}
                revenue_{{ month }} is not null{{ ' and' if not loop.last }}
                {%- endfor %}
            )
                then concat_ws(
                    ', '
                    {%- for export in exports %},
                    case when not is_in_{{ export }} then 'no row in {{ export }}' end
                    {%- endfor %}
                    {%- for month in months %},
                    case
                        when is_in_market_money and revenue_{{ month }} is null
                            then 'no revenue row for {{ month }}'
                    end
                    {%- endfor %}
                )
        end as incomplete_reason,
        case
            when
                least(
                    revenue_current_month,
                    revenue_previous_month,
                    revenue_month_before_previous
                ) <= 0
                then concat_ws(
                    ', '
                    {%- for month in months %},
                    case when revenue_{{ month }} <= 0 then 'no revenue in {{ month }}' end
                    {%- endfor %}
                )
        end as inactive_reason

    from customers

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
        reasons.store_id,
        case
            when reasons.incomplete_reason is not null then 'incomplete'
            when reasons.inactive_reason is not null then 'inactive'
            else 'active'
        end as status,
        coalesce(reasons.incomplete_reason, reasons.inactive_reason) as reason,
        coalesce(
            {%- for month in months %}
            reasons.revenue_{{ month }}
            > {{ var('revenue_outlier_factor') }} * cast(medians.median_{{ month }} as decimal(38, 6))
            {{- ' or' if not loop.last }}
            {%- endfor %},
            false
        ) as is_revenue_outlier

    from reasons
    cross join medians

)

select * from final
