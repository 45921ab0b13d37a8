-- One row per active customer: the three features that raise the risk most, in words.
with

reasons as (

    select * from {{ ref('worded_reasons') }}

),

final as (

    select
        customer_id,
        {%- for rank in [1, 2, 3] %}
        max(case when rank = {{ rank }} then reason_ru end) as reason_{{ rank }}_ru,
        max(case when rank = {{ rank }} then reason_en end) as reason_{{ rank }}_en
        {{- ',' if not loop.last }}
        {%- endfor %}

    from reasons
    group by customer_id

)

select * from final
