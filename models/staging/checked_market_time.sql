-- One row per row of market_time.csv: typed values, and why it cannot stand, if so.
with

raw as (

    select
        {{ clean_text(export_column('id')) }} as raw_id,
        {{ clean_text(export_column('Период')) }} as raw_period,
        {{ clean_text(export_column('минут')) }} as raw_minutes

    from {{ export('market_time') }}

),

typed as (

    select
        raw.*,
        {{ parse_id('raw.raw_id') }} as customer_id,
        periods.period,
        {{ parse_number('raw.raw_minutes') }} as minutes,
        {{ raw_values({'id': 'raw.raw_id', 'period': 'raw.raw_period',
            'minutes': 'raw.raw_minutes'}) }} as raw_values

    from raw
    left join {{ ref('periods') }} as periods
        on {{ spelling_key('raw.raw_period') }} = {{ spelling_key('periods.spelling') }}

),

numbered as (

    select
        *,
        {{ copy_number('customer_id, period') }} as copy_number

    from typed

),

nearest_period as (

    {{ nearest_spellings('typed', 'raw_period', 'period', ref('periods')) }}

),

final as (

    select
        numbered.customer_id,
        numbered.period,
        numbered.minutes,
        numbered.raw_id,
        numbered.raw_period,
        numbered.raw_values,
        coalesce(
            {{ id_problem() }},
            {{ spelling_problem('period', 'numbered.raw_period', 'numbered.period',
                'nearest_period.nearest') }},
            {{ copy_problem('the month of the customer') }},
            {{ missing_problem('minutes', 'numbered.raw_minutes') }},
            {{ number_problem('minutes', 'numbered.raw_minutes', 'numbered.minutes', lowest=0) }}
        ) as rejection_reason

    from numbered
    left join nearest_period
        on numbered.raw_period = nearest_period.raw_period

)

select * from final
