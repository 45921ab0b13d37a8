-- One row per row of market_file.csv: its text, and the values read from it.
{% set measures = {
    'marketing_contacts_6m': 'Маркет_актив_6_мес',
    'marketing_contacts_current_month': 'Маркет_актив_тек_мес',
    'tenure_days': 'Длительность',
    'promo_purchase_share': 'Акционные_покупки',
    'categories_per_visit': 'Средний_просмотр_категорий_за_визит',
    'unpaid_items_quarter': 'Неоплаченные_продукты_штук_квартал',
    'service_errors_quarter': 'Ошибка_сервиса',
    'pages_per_visit': 'Страниц_за_визит',
} %}

with

raw as (

    select
        {{ clean_text(export_column('id')) }} as raw_id,
        {{ clean_text(export_column('Покупательская активность')) }} as raw_activity,
        {{ clean_text(export_column('Тип сервиса')) }} as raw_service_level,
        {{ clean_text(export_column('Разрешить сообщать')) }} as raw_consent,
        {{ clean_text(export_column('Популярная_категория')) }} as raw_category,
        {%- for measure, column in measures.items() %}
        {{ clean_text(export_column(column)) }} as raw_{{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}

    from {{ export('market_file') }}

),

final as (

    select
        raw.*,
        {{ parse_id('raw.raw_id') }} as customer_id,
        activity_labels.activity,
        service_levels.service_level,
        consent_answers.has_consent,
        categories.favourite_category,
        {%- for measure in measures %}
        {{ parse_number('raw.raw_' ~ measure) }} as {{ measure }}{{ ',' if not loop.last }}
        {%- endfor %}

    from raw
    left join {{ ref('activity_labels') }} as activity_labels
        on {{ spelling_key('raw.raw_activity') }}
        = {{ spelling_key('activity_labels.spelling') }}
    left join {{ ref('service_levels') }} as service_levels
        on {{ spelling_key('raw.raw_service_level') }}
        = {{ spelling_key('service_levels.spelling') }}
    left join {{ ref('consent_answers') }} as consent_answers
        on {{ spelling_key('raw.raw_consent') }}
        = {{ spelling_key('consent_answers.spelling') }}
    left join {{ ref('categories') }} as categories
        on {{ spelling_key('raw.raw_category') }} = {{ spelling_key('categories.spelling') }}

)

select * from final
