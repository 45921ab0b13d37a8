-- One row per active customer: the three features that raise the risk most, in words.
{% set ranks = [1, 2, 3] %}
with

reasons as (

    select
        customer_id,
        {%- for rank in ranks %}
        reason_{{ rank }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ ref('customer_contributions') }}
    where reason_1 is not null

),

service_levels as (

    select * from {{ ref('service_levels') }}
    where is_canonical

),

-- Side by side all the way: a row per reason would have to be put together again.
valued as (

    select
        reasons.*,
        coalesce(features.favourite_category, '') as favourite_category,
        service_levels.spelling as service_level_ru,
        service_levels.name_en as service_level_en,
        case when features.has_consent then 'да' else 'нет' end as has_consent_ru,
        case when features.has_consent then 'yes' else 'no' end as has_consent_en
        {%- for rank in ranks %},
        case reasons.reason_{{ rank }}
            {%- for feature in number_features() %}
            when '{{ feature }}' then {{ spoken(feature, 'features.' ~ feature) }}
            {%- endfor %}
        end as number_{{ rank }}
        {%- endfor %}

    from reasons
    inner join {{ ref('customer_features') }} as features
        on reasons.customer_id = features.customer_id
    left join service_levels
        on features.service_level = service_levels.service_level

),

final as (

    select
        valued.customer_id
        {%- for rank in ranks %}
        {%- for language, unknown in [('ru', 'неизвестно'), ('en', 'unknown')] %},
        words_{{ rank }}.before_{{ language }}
        || coalesce(
            case valued.reason_{{ rank }}
                {%- for feature in category_features() %}
                {%- set words = 'words_' ~ rank if feature == 'favourite_category' else 'valued' %}
                when '{{ feature }}' then {{ words }}.{{ feature }}_{{ language }}
                {%- endfor %}
                else {{ shown_number_in(language, 'valued.number_' ~ rank, 'words_' ~ rank ~ '.decimals') }}
            end,
            '{{ unknown }}'
        )
        || words_{{ rank }}.after_{{ language }} as reason_{{ rank }}_{{ language }}
        {%- endfor %}
        {%- endfor %}

    from valued
    {%- for rank in ranks %}
    left join {{ ref('reason_words') }} as words_{{ rank }}
        on valued.reason_{{ rank }} = words_{{ rank }}.feature
        and valued.favourite_category = words_{{ rank }}.favourite_category
    {%- endfor %}

)

select * from final
