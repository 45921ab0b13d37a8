-- One row per offer with picks and favourite category: what it recommends to a customer
-- of that category, whose own is left out. No row where nothing else remains.
with

offers as (

    select * from {{ ref('offers') }}
    where picks is not null

),

categories as (

    select * from {{ ref('categories') }}
    where is_canonical

),

final as (

    select
        offers.offer,
        own.favourite_category,
        {{ dbt.listagg('picked.favourite_category', "'|'",
            'order by picked.favourite_category') }} as picks,
        {{ dbt.listagg('picked.spelling', "', '",
            'order by picked.favourite_category') }} as picks_ru,
        {{ dbt.listagg('picked.name_en', "', '",
            'order by picked.favourite_category') }} as picks_en

    from offers
    cross join categories as own
    inner join categories as picked
        on concat('|', offers.picks, '|')
        like concat('%|', picked.favourite_category, '|%')
        and picked.favourite_category <> own.favourite_category
    group by offers.offer, own.favourite_category

)

select * from final
