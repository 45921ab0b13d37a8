-- One row per cut of the risk: what is found, what is missed and what contacting earns
-- when everybody at or above it is called at risk. One cut is in force.
with

risks as (

    select
        out_of_fold_risks.customer_id,
        out_of_fold_risks.is_decreased,
        out_of_fold_risks.churn_risk,
        round(out_of_fold_risks.churn_risk, 3) as threshold,
        {{ profit_at_risk('out_of_fold_risks.churn_risk', 'customer_profit.monthly_profit') }}
        * {{ var('threshold_risk_reduction') }}
        - {{ var('threshold_contact_cost') }} as expected_profit

    from {{ ref('out_of_fold_risks') }} as out_of_fold_risks
    inner join {{ ref('customer_profit') }} as customer_profit
        on out_of_fold_risks.customer_id = customer_profit.customer_id

),

cuts as (

    select
        threshold,
        count(*) as customers,
        sum(is_decreased) as decreased,
        {{ exact_sum('expected_profit') }} as expected_profit

    from risks
    group by threshold

),

cumulated as (

    select
        threshold,
        sum(customers) over above as customers_contacted,
        sum(decreased) over above as decreased_found,
        sum(decreased) over () as decreased_all,
        sum(customers) over () as customers_all,
        sum(cast(expected_profit as decimal(38, 18))) over above as expected_profit

    from cuts
    window above as (order by threshold desc)

),

measured as (

    select
        threshold,
        customers_contacted,
        decreased_found / nullif(decreased_all, 0) as recall,
        decreased_found / customers_contacted as precision,
        2 * decreased_found / (decreased_all + customers_contacted) as f1,
        (customers_contacted - decreased_found)
        / nullif(customers_all - decreased_all, 0) as false_positive_rate,
        cast(expected_profit as double) as expected_profit

    from cumulated

),

final as (

    select
        threshold,
        cast(customers_contacted as bigint) as customers_contacted,
        recall,
        precision,
        f1,
        false_positive_rate,
        expected_profit,
        row_number() over (order by
            {% if var('threshold_policy') == 'f1' -%}
            f1 desc,
            {%- elif var('threshold_policy') == 'profit' -%}
            expected_profit desc,
            {%- elif var('threshold_policy') == 'recall' -%}
            case when recall >= {{ var('recall_target') }} then 0 else 1 end,
            {%- else -%}
            {{ exceptions.raise_compiler_error(
                'threshold_policy is «' ~ var('threshold_policy')
                ~ '»: expected f1, recall or profit.') }}
            {%- endif %}
            threshold desc
        ) = 1 as is_in_force

    from measured

)

select * from final
