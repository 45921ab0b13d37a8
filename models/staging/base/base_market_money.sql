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

{{ plain_and_odd_numbers(['revenue']) }},

typed as (

    select
        odd.*,
        {{ parse_id('raw_id') }} as customer_id,
        {{ read_spelling('period', 'raw_period') }},
        {{ parsed_number('revenue') }} as revenue

    from odd
    {{- join_spellings('period', 'raw_period', ref('periods')) }}

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
