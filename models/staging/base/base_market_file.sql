-- One row per row of market_file: the values that were read from it, and why the row is
-- rejected.
{% set spellings = {
    'activity': 'activity_labels',
    'service_level': 'service_levels',
    'has_consent': 'consent_answers',
    'favourite_category': 'categories',
} %}
{% set measures = {
    'marketing_contacts_6m': {},
    'marketing_contacts_current_month': {},
    'tenure_days': {},
    'promo_purchase_share': {'highest': 1},
    'categories_per_visit': {},
    'unpaid_items_quarter': {'whole': true},
    'service_errors_quarter': {'whole': true},
    'pages_per_visit': {},
} %}
{% set raw_columns = {'id': 'raw_id'} %}
{% for value in spellings.keys() | list + measures.keys() | list %}
    {% do raw_columns.update({value: 'raw_' ~ value}) %}
{% endfor %}
with

raw as (

    select
        {{ export_column('id') }} as raw_id,
        {{ export_column('Покупательская активность') }} as raw_activity,
        {{ export_column('Тип сервиса') }} as raw_service_level,
        {{ export_column('Разрешить сообщать') }} as raw_has_consent,
        {{ export_column('Популярная_категория') }} as raw_favourite_category,
        {{ export_column('Маркет_актив_6_мес') }} as raw_marketing_contacts_6m,
        {{ export_column('Маркет_актив_тек_мес') }} as raw_marketing_contacts_current_month,
        {{ export_column('Длительность') }} as raw_tenure_days,
        {{ export_column('Акционные_покупки') }} as raw_promo_purchase_share,
        {{ export_column('Средний_просмотр_категорий_за_визит') }} as raw_categories_per_visit,
        {{ export_column('Неоплаченные_продукты_штук_квартал') }} as raw_unpaid_items_quarter,
        {{ export_column('Ошибка_сервиса') }} as raw_service_errors_quarter,
        {{ export_column('Страниц_за_визит') }} as raw_pages_per_visit

    from {{ export('market_file') }}

),

parsed as (

    select
        raw.*,
        {{ parse_id('raw_id') }} as customer_id
        {%- for value in spellings %},
        {{ read_spelling(value, 'raw_' ~ value) }}
        {%- endfor %}
        {%- for measure in measures %},
        {{ parse_number('raw_' ~ measure) }} as {{ measure }}
        {%- endfor %}

    from raw
    {%- for value, known in spellings.items() %}
    {{- join_spellings(value, 'raw_' ~ value, ref(known)) }}
    {%- endfor %}

),

judged as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }},
            {{ spelling_problem('activity', required=false) }},
            {{ spelling_problem('service_level') }},
            {{ spelling_problem('has_consent', required=false) }},
            {{ spelling_problem('favourite_category') }}
            {%- for measure, limits in measures.items() %},
            {{ number_problem(measure, 'raw_' ~ measure, lowest=0, **limits) }}
            {%- endfor %}
        ) as rejection_reason

    from parsed

),

final as (

    select
        customer_id,
        activity,
        service_level,
        -- No answer is no consent.
        coalesce(has_consent, false) as has_consent,
        favourite_category,
        {%- for measure in measures %}
        {{ measure }},
        {%- endfor %}
        other_service_level,
        other_favourite_category,
        rejection_reason,
        {{ raw_row(raw_columns) }}

    from judged

)

select * from final
