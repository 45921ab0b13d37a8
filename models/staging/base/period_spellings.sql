-- One row per spelling of a month: the words of the reference seed, and dates that the
-- exports of this build have in their place.
with

final as (

    select
        spelling,
        period,
        is_canonical

    from {{ ref('periods') }}
    {%- for spelling, period in period_dates() %}

    union all

    select
        {{ sql_text(spelling) }} as spelling,
        {{ sql_text(period) }} as period,
        false as is_canonical
    {%- endfor %}

)

select * from final
