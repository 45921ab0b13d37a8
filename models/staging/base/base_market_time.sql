-- One row per row of market_time: the values that were read from it, and why the row is rejected.
with

formats as (

    {{ formats_of('market_time', ['customer_id', 'minutes']) }}

),

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Период') }} as raw_period,
        {{ export_column('минут') }} as raw_minutes,
        formats.*

    from {{ export('market_time') }}
    cross join formats

),

texts as (

    select
        *,
        {{ odd_id('raw_id') }},
        {{ odd_number('minutes') }}

    from raw

),

parsed as (

    select
        texts.*,
        {{ parse_id('raw_id') }},
        {{ read_spelling('period', 'raw_period') }},
        {{ parse_number('minutes') }}

    from texts
    {{- join_spellings('period', 'raw_period', ref('period_spellings')) }}

),

judged as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ spelling_problem('period', 'Период') }},
            {{ number_problem('minutes', 'минут', required=true) }}
        ) as rejection_reason

    from parsed

),

final as (

    select
        customer_id,
        period,
        minutes,
        other_period,
        rejection_reason,
        {{ raw_row({'id': 'raw_id', 'Период': 'raw_period', 'минут': 'raw_minutes'}) }}

    from judged

)

select * from final
