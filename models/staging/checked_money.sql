-- One row per row of money.csv: typed values, and why it cannot stand, if so.
with

raw as (

    select
        {{ clean_text(export_column('id')) }} as raw_id,
        {{ clean_text(export_column('Прибыль')) }} as raw_monthly_profit

    from {{ export('money') }}

),

typed as (

    select
        *,
        {{ parse_id('raw_id') }} as customer_id,
        {{ parse_number('raw_monthly_profit') }} as monthly_profit,
        {{ raw_values({'id': 'raw_id', 'monthly_profit': 'raw_monthly_profit'}) }}
            as raw_values

    from raw

),

numbered as (

    select
        *,
        {{ copy_number('customer_id') }} as copy_number

    from typed

),

final as (

    select
        customer_id,
        monthly_profit,
        raw_id,
        raw_values,
        coalesce(
            {{ id_problem() }},
            {{ copy_problem('the customer') }},
            {{ missing_problem('monthly_profit', 'numbered.raw_monthly_profit') }},
            {{ number_problem('monthly_profit', 'numbered.raw_monthly_profit',
                'numbered.monthly_profit') }}
        ) as rejection_reason

    from numbered

)

select * from final
