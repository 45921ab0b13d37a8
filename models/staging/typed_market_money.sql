-- One row per row of market_money.csv: the values read from it, and why it cannot stand, if
-- so.
with

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Период') }} as raw_period,
        {{ export_column('Выручка') }} as raw_revenue

    from {{ export('market_money') }}

),

typed as (

    select
        raw.*,
        {{ parse_id('raw.raw_id') }} as customer_id,
        {{ read_spelling('period', 'raw.raw_period') }},
        {{ parse_number('raw.raw_revenue') }} as revenue

    from raw
    {{- join_spellings('period', 'raw.raw_period', ref('periods')) }}

),

checked as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ spelling_problem('period') }},
            {{ number_problem('revenue', 'raw_revenue', lowest=0, required=true) }}
        ) as rejection_reason

    from typed

),

final as (

    select
        customer_id,
        period,
        revenue,
        other_period,
        {{ rejected_row({'id': 'raw_id', 'period': 'raw_period', 'revenue': 'raw_revenue'}) }}

    from checked

)

select * from final
