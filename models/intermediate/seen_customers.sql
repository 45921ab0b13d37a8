-- One row per customer seen in any export, and which exports it is in.
{% set exports = ['market_file', 'market_money', 'market_time', 'money'] %}

with

seen as (
    {% for export in exports %}
    select customer_id, '{{ export }}' as export
    from {{ ref('stg_' ~ export) }}

    union all
    {% endfor %}
    -- A row that could not be read still says that the customer exists.
    select {{ parse_id('customer_id') }} as customer_id, 'rejected_rows' as export
    from {{ ref('rejected_rows') }}

),

final as (

    select
        customer_id,
        {%- for export in exports %}
        max(case when export = '{{ export }}' then 1 else 0 end) = 1
            as is_in_{{ export }}{{ ',' if not loop.last }}
        {%- endfor %}

    from seen
    where customer_id is not null
    group by customer_id

)

select * from final
