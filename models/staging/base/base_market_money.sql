-- One row per row of market_money: the values that were read from it, and why the row is rejected.
with

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Период') }} as raw_period,
        {{ export_column('Выручка') }} as raw_revenue

    from {{ export('market_money') }}

),

parsed as (

    select
        raw.*,
        {{ parse_id('raw_id') }} as customer_id,
        {{ read_spelling('period', 'raw_period') }},
        {{ parse_number('raw_revenue') }} as revenue

    from raw
    {{- join_spellings('period', 'raw_period', ref('periods')) }}

),

judged as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ spelling_problem('period') }},
            {{ number_problem('revenue', 'raw_revenue', lowest=0, required=true) }}
        ) as rejection_reason

    from parsed

),

final as (

    select
        customer_id,
        period,
        revenue,
        other_period,
        rejection_reason,
        {{ raw_row({'id': 'raw_id', 'period': 'raw_period', 'revenue': 'raw_revenue'}) }}

    from judged

)

select * from final
