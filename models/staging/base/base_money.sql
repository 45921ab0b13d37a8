-- One row per row of money: the profit that was read from it, and why the row is rejected.
with

formats as (

    {{ formats_of('money', ['customer_id', 'monthly_profit']) }}

),

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Прибыль') }} as raw_monthly_profit,
        formats.*

    from {{ export('money') }}
    cross join formats

),

texts as (

    select
        *,
        {{ careful_texts(['monthly_profit']) }}

    from raw

),

parsed as (

    select
        *,
        {{ parse_id() }},
        {{ parse_number('monthly_profit') }}

    from texts

),

judged as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ number_problem('monthly_profit', 'Прибыль', required=true) }}
        ) as rejection_reason

    from parsed

),

final as (

    select
        customer_id,
        monthly_profit,
        rejection_reason,
        {{ raw_row({'id': 'raw_id', 'Прибыль': 'raw_monthly_profit'}) }}

    from judged

)

select * from final
