-- One row per feature: what people call it.
with

final as (

    select
        feature,
        name_ru,
        name_en,
        decimals,
        decimals is not null as is_number

    from {{ ref('feature_names') }}

)

select * from final
