-- One row per row of money.csv: the values read from it, and why it cannot stand, if so.
with

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Прибыль') }} as raw_monthly_profit

    from {{ export('money') }}

),

{{ plain_and_odd_numbers(['monthly_profit']) }},

typed as (

    select
        *,
        {{ parse_id('raw_id') }} as customer_id,
        {{ parsed_number('monthly_profit') }} as monthly_profit

    from odd

),

checked as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ number_problem('monthly_profit', 'raw_monthly_profit', required=true) }}
        ) as rejection_reason

    from typed

),

final as (

    select
        customer_id,
        monthly_profit,
        {{ rejected_row({'id': 'raw_id', 'monthly_profit': 'raw_monthly_profit'}) }}

    from checked

)

select * from final
