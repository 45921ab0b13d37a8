-- One row per export and cause for which rows of it were rejected: how many, and one of them
-- as an example.
with

examples as (

    select
        *,
        count(*) over (partition by export, cause) as row_count,
        row_number() over (
            partition by export, cause order by rejection nulls last
        ) as place

    from {{ ref('rejected_rows') }}

),

final as (

    select
        export,
        reason,
        row_count,
        customer_id as example_customer_id

    from examples
    where place = 1

)

select * from final
