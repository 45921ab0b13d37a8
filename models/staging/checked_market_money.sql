-- One row per row of market_money.csv: typed values, and why it cannot stand, if so.
with

raw as (

    select
        {{ clean_text(export_column('id')) }} as raw_id,
        {{ clean_text(export_column('Период')) }} as raw_period,
        {{ clean_text(export_column('Выручка')) }} as raw_revenue

    from {{ export('market_money') }}

),

typed as (

    select
        raw.*,
        {{ parse_id('raw.raw_id') }} as customer_id,
        periods.period,
        {{ parse_number('raw.raw_revenue') }} as revenue,
        {{ raw_values({'id': 'raw.raw_id', 'period': 'raw.raw_period',
            'revenue': 'raw.raw_revenue'}) }} as raw_values

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
        numbered.revenue,
        numbered.raw_id,
        numbered.raw_period,
        numbered.raw_values,
        coalesce(
            {{ id_problem() }},
            {{ spelling_problem('period', 'numbered.raw_period', 'numbered.period',
                'nearest_period.nearest') }},
            {{ copy_problem('the month of the customer') }},
            {{ missing_problem('revenue', 'numbered.raw_revenue') }},
            {{ number_problem('revenue', 'numbered.raw_revenue', 'numbered.revenue', lowest=0) }}
        ) as rejection_reason

    from numbered
    left join nearest_period
        on numbered.raw_period = nearest_period.raw_period

)

select * from final
