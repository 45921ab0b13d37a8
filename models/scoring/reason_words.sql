-- One row per feature and favourite category: what a reason says beside the customer's own
-- value, which is the median of customers of the same category who are not at risk.
with

categories as (

    select
        favourite_category,
        spelling as favourite_category_ru,
        name_en as favourite_category_en

    from {{ ref('categories') }}
    where is_canonical

    union all

    select
        '' as favourite_category,
        cast(null as {{ dbt.type_string() }}) as favourite_category_ru,
        cast(null as {{ dbt.type_string() }}) as favourite_category_en

),

shown as (

    select
        feature_names.feature,
        categories.*,
        feature_names.name_ru,
        feature_names.name_en,
        feature_names.decimals,
        {%- for language in ['ru', 'en'] %}
        {{ shown_number_in(language, 'typical.typical_value', 'feature_names.decimals') }}
            as typical_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ ref('feature_names') }} as feature_names
    cross join categories
    left join {{ ref('typical_values') }} as typical
        on feature_names.feature = typical.feature
        and categories.favourite_category = typical.favourite_category

),

final as (

    select
        feature,
        favourite_category,
        favourite_category_ru,
        favourite_category_en,
        decimals,
        name_ru || ': ' as before_ru,
        name_en || ': ' as before_en,
        coalesce(', обычно в этой категории вне зоны риска ' || typical_ru, '') as after_ru,
        coalesce(', usual in this category when not at risk ' || typical_en, '') as after_en

    from shown

)

select * from final
