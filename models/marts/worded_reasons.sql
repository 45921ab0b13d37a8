-- One row per customer and reason: the three features that raise the risk most, in
-- words, beside what is typical of customers of the same category not at risk.
with

reasons as (

    select * from {{ ref('score_reasons') }}
    where contribution > 0 and rank <= 3

),

features as (

    select * from {{ ref('customer_features') }}

),

typical as (

    select * from {{ ref('typical_customers') }}

),

categories as (

    select * from {{ ref('categories') }}
    where is_canonical

),

service_levels as (

    select * from {{ ref('service_levels') }}
    where is_canonical

),

valued as (

    select
        reasons.customer_id,
        reasons.rank,
        feature_names.name_ru,
        feature_names.name_en,
        feature_names.decimals,
        case reasons.feature
            {%- for feature in number_features() %}
            when '{{ feature }}' then features.{{ feature }}
            {%- endfor %}
        end as number_value,
        case reasons.feature
            {%- for feature in number_features() %}
            when '{{ feature }}' then typical.{{ feature }}
            {%- endfor %}
        end as similar_value,
        case reasons.feature
            when 'service_level' then service_levels.spelling
            when 'favourite_category' then categories.spelling
            when 'has_consent' then case when features.has_consent then 'да' else 'нет' end
        end as category_ru,
        case reasons.feature
            when 'service_level' then service_levels.name_en
            when 'favourite_category' then categories.name_en
            when 'has_consent' then case when features.has_consent then 'yes' else 'no' end
        end as category_en

    from reasons
    inner join features
        on reasons.customer_id = features.customer_id
    inner join {{ ref('feature_names') }} as feature_names
        on reasons.feature = feature_names.feature
    left join typical
        on features.favourite_category = typical.favourite_category
    left join categories
        on features.favourite_category = categories.favourite_category
    left join service_levels
        on features.service_level = service_levels.service_level

),

final as (

    select
        customer_id,
        rank,
        {%- for language, unknown, others in [
            ('ru', 'неизвестно', ', у похожих покупателей '),
            ('en', 'unknown', ', similar customers '),
        ] %}
        concat(
            name_{{ language }}, ': ',
            coalesce(
                category_{{ language }},
                {{ shown_number('number_value', 'decimals') }},
                '{{ unknown }}'
            ),
            coalesce(
                '{{ others }}' || {{ shown_number('similar_value', 'decimals') }},
                ''
            )
        ) as reason_{{ language }}{{ ',' if not loop.last }}
        {%- endfor %}

    from valued

)

select * from final
