-- One row per month, customer and segment the customer was in. A month that is built again
-- replaces its own rows and no others.
with

segments as (

    select * from {{ ref('customer_segments') }}

),

final as (

    select
        '{{ campaign() }}' as as_of,
        customer_id,
        segment,
        is_primary

    from segments

)

select * from final
