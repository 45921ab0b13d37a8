-- One row per offer and segment that seeds/rules/offers.csv names for it. The segment `any` is
-- every customer.
with

offers as (

    select * from {{ ref('offers') }}

),

final as (

    select
        offer,
        {{ split_to_rows('segments', '|') }} as segment,
        false as is_excluded

    from offers
    where segments is not null

    union all

    select
        offer,
        {{ split_to_rows('except_segments', '|') }} as segment,
        true as is_excluded

    from offers
    where except_segments is not null

)

select * from final
