-- One row per row of an export that could not be read, with the reason.
{% set exports = ['market_file', 'market_money', 'market_time', 'money'] %}

with

final as (
    {% for export in exports %}
    select
        '{{ export }}' as export,
        raw_id as customer_id,
        rejection_reason as reason,
        raw_values

    from {{ ref('checked_' ~ export) }}
    where rejection_reason is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select * from final
