-- One row per offer and category of goods that it recommends.
with

final as (

    select
        offer,
        {{ split_to_rows('picks', '|') }} as favourite_category

    from {{ ref('offers') }}
    where picks is not null

)

select * from final
