-- One row per row of money: the profit that was read from it, and why the row is rejected.
with

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Прибыль') }} as raw_monthly_profit

    from {{ export('money') }}

),

parsed as (

    select
        *,
        {{ parse_id('raw_id') }} as customer_id,
        {{ parse_number('raw_monthly_profit') }} as monthly_profit

    from raw

),

judged as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ number_problem('monthly_profit', 'raw_monthly_profit', required=true) }}
        ) as rejection_reason

    from parsed

),

final as (

    select
        customer_id,
        monthly_profit,
        rejection_reason,
        {{ raw_row({'id': 'raw_id', 'monthly_profit': 'raw_monthly_profit'}) }}

    from judged

)

select * from final
