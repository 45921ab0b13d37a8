-- One row per customer of a segment: the names of all its segments, and the primary one.
with

final as (

    select
        customer_id,
        {{ dbt.listagg('segment', "', '", 'order by segment') }} as segments,
        max(case when is_primary then segment end) as primary_segment

    from {{ ref('customer_segments') }}
    group by customer_id

)

select * from final
