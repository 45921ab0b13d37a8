-- One row per row of market_file: the values that were read from it, and why the row is
-- rejected.
{% set words = {
    'activity': ['Покупательская активность', 'activity_spellings', false],
    'service_level': ['Тип сервиса', ref('service_levels'), true],
    'has_consent': ['Разрешить сообщать', ref('consent_answers'), false],
    'favourite_category': ['Популярная_категория', ref('categories'), true],
} %}
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
{% set whole_numbers = ['unpaid_items_quarter', 'service_errors_quarter'] %}
{% set raw_columns = {'id': 'raw_id'} %}
{% for value, (column, known, required) in words.items() %}
    {% do raw_columns.update({column: 'raw_' ~ value}) %}
{% endfor %}
{% for measure, column in measures.items() %}
    {% do raw_columns.update({column: 'raw_' ~ measure}) %}
{% endfor %}
with

formats as (

    {{ formats_of('market_file', ['customer_id'] + measures.keys() | list) }}

),

activity_spellings as (

    {{ label_spellings() }}

),

raw as (

    select
        {%- for column, raw_column in raw_columns.items() %}
        {{ export_column(column) }} as {{ raw_column }},
        {%- endfor %}
        formats.*

    from {{ export('market_file') }}
    cross join formats

),

texts as (

    select
        *,
        {{ careful_texts(measures) }}

    from raw

),

parsed as (

    select
        texts.*,
        {{ parse_id() }}
        {%- for value in words %},
        {{ read_spelling(value, 'raw_' ~ value) }}
        {%- endfor %}
        {%- for measure in measures %},
        {{ parse_number(measure) }}
        {%- endfor %}

    from texts
    {%- for value, (column, known, required) in words.items() %}
    {{- join_spellings(value, 'raw_' ~ value, known) }}
    {%- endfor %}

),

judged as (

    select
        *,
        coalesce(
            {{ id_problem('raw_id') }}
            {%- for value, (column, known, required) in words.items() %},
            {{ spelling_problem(value, column, required) }}
            {%- endfor %}
            {%- for measure, column in measures.items() %},
            {{ number_problem(measure, column, whole=measure in whole_numbers) }}
            {%- endfor %}
        ) as rejection_reason

    from parsed

),

final as (

    select
        customer_id,
        {{ store_id('raw_id') }},
        activity,
        service_level,
        -- No answer is no consent.
        coalesce(has_consent, false) as has_consent,
        favourite_category,
        {%- for measure in measures %}
        {{ measure }},
        {%- endfor %}
        {%- for value in words %}
        other_{{ value }},
        {%- endfor %}
        rejection_reason,
        {{ raw_row(raw_columns) }}

    from judged

)

select * from final
