-- One row per export: rows in = rows kept + rows rejected.
{% set exports = ['market_file', 'market_money', 'market_time', 'money'] %}

with

rows_in as (
    {% for export_name in exports %}
    select
        '{{ export_name }}' as export,
        {{ export_row_count(export_name) }} as rows_in
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

rows_kept as (
    {% for export_name in exports %}
    select
        '{{ export_name }}' as export,
        count(*) as rows_kept

    from {{ ref('stg_' ~ export_name) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

rows_rejected as (

    select
        export,
        count(*) as rows_rejected

    from {{ ref('rejected_rows') }}
    group by export

),

rows_repaired as (

    select
        export,
        cast(sum(row_count) as bigint) as rows_repaired

    from {{ ref('repaired_spellings') }}
    group by export

),

final as (

    select
        rows_in.export,
        rows_in.rows_in,
        rows_kept.rows_kept,
        coalesce(rows_rejected.rows_rejected, 0) as rows_rejected,
        coalesce(rows_repaired.rows_repaired, 0) as rows_repaired

    from rows_in
    inner join rows_kept
        on rows_in.export = rows_kept.export
    left join rows_rejected
        on rows_in.export = rows_rejected.export
    left join rows_repaired
        on rows_in.export = rows_repaired.export

)

select * from final
