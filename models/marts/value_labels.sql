-- One row per feature and value of a category: what people call it.
with

final as (

    select
        'favourite_category' as feature,
        favourite_category as feature_value,
        spelling as name_ru,
        name_en

    from {{ ref('categories') }}
    where is_canonical

    union all

    select
        'service_level' as feature,
        service_level as feature_value,
        spelling as name_ru,
        name_en

    from {{ ref('service_levels') }}
    where is_canonical

    union all

    select
        'has_consent' as feature,
        cast(has_consent as {{ dbt.type_string() }}) as feature_value,
        spelling as name_ru,
        case when has_consent then 'yes' else 'no' end as name_en

    from {{ ref('consent_answers') }}
    where is_canonical

)

select * from final
