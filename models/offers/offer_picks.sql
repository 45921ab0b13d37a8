-- One row per offer with picks and favourite category: the categories that it recommends to a
-- customer of that category, without the customer's own. No row where nothing else remains.
with

picked as (

    select
        offer_categories.offer,
        categories.favourite_category,
        categories.spelling,
        categories.name_en

    from {{ ref('offer_categories') }} as offer_categories
    inner join {{ ref('categories') }} as categories
        on offer_categories.favourite_category = categories.favourite_category
        and categories.is_canonical

),

own as (

    select favourite_category from {{ ref('categories') }}
    where is_canonical

),

final as (

    select
        picked.offer,
        own.favourite_category,
        {{ dbt.listagg('picked.favourite_category', "'|'",
            'order by picked.favourite_category') }} as picks,
        {{ dbt.listagg('picked.spelling', "', '",
            'order by picked.favourite_category') }} as picks_ru,
        {{ dbt.listagg('picked.name_en', "', '",
            'order by picked.favourite_category') }} as picks_en

    from picked
    inner join own
        on picked.favourite_category <> own.favourite_category
    group by picked.offer, own.favourite_category

)

select * from final
