-- One row per row of market_time.csv: the values read from it, and why it cannot stand, if
-- so.
with

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Период') }} as raw_period,
        {{ export_column('минут') }} as raw_minutes

    from {{ export('market_time') }}

),

{{ plain_and_odd_numbers(['minutes']) }},

typed as (

    select
        odd.*,
        {{ parse_id('raw_id') }} as customer_id,
        {{ read_spelling('period', 'raw_period') }},
        {{ parsed_number('minutes') }} as minutes

    from odd
    {{- join_spellings('period', 'raw_period', ref('periods')) }}

),

checked as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ spelling_problem('period') }},
            {{ number_problem('minutes', 'raw_minutes', lowest=0, required=true) }}
        ) as rejection_reason

    from typed

),

final as (

    select
        customer_id,
        period,
        minutes,
        other_period,
        {{ rejected_row({'id': 'raw_id', 'period': 'raw_period', 'minutes': 'raw_minutes'}) }}

    from checked

)

select * from final
