{# The store's exports: what they are called, which columns they must have, and the
   two ways in. The seeds' YAML describes the same columns; a test compares the two. #}

{% macro export_columns() -%}
    {{ return({
        'market_file': [
            'id', 'Покупательская активность', 'Тип сервиса', 'Разрешить сообщать',
            'Маркет_актив_6_мес', 'Маркет_актив_тек_мес', 'Длительность',
            'Акционные_покупки', 'Популярная_категория',
            'Средний_просмотр_категорий_за_визит',
            'Неоплаченные_продукты_штук_квартал', 'Ошибка_сервиса', 'Страниц_за_визит',
        ],
        'market_money': ['id', 'Период', 'Выручка'],
        'market_time': ['id', 'Период', 'минут'],
        'money': ['id', 'Прибыль'],
    }) }}
{%- endmacro %}

{# What each typed row is, and what it says. #}
{% macro export_keys() -%}
    {{ return({
        'market_file': ['customer_id'],
        'market_money': ['customer_id', 'period'],
        'market_time': ['customer_id', 'period'],
        'money': ['customer_id'],
    }) }}
{%- endmacro %}

{% macro export_values() -%}
    {{ return({
        'market_file': ['activity', 'service_level', 'has_consent', 'favourite_category',
            'marketing_contacts_6m', 'marketing_contacts_current_month', 'tenure_days',
            'promo_purchase_share', 'categories_per_visit', 'unpaid_items_quarter',
            'service_errors_quarter', 'pages_per_visit'],
        'market_money': ['revenue'],
        'market_time': ['minutes'],
        'money': ['monthly_profit'],
    }) }}
{%- endmacro %}

{# A column of an export as text, by the name the store gave it. #}
{% macro export_column(name) -%}
    cast({{ adapter.quote(name) }} as {{ dbt.type_string() }})
{%- endmacro %}

{# The relation that holds an export: its seed, or the files of `exports_dir`. #}
{% macro export(name) -%}
    {% if var('exports_dir', '') == '' %}
        {{ return(ref(name)) }}
    {% elif execute %}
        {{ return(read_files(export_files(name), export_columns()[name])) }}
    {% endif %}
{%- endmacro %}

{# How many rows an export has: of a folder as they were counted before anything was built. #}
{% macro export_row_count(name) -%}
    {% if var('exports_dir', '') == '' -%}
    (select count(*) from {{ ref(name) }})
    {%- elif execute -%}
    cast({{ files_rows(export_files(name), export_columns()[name]) }} as bigint)
    {%- endif %}
{%- endmacro %}

{# The files of one export: the seed's, or those in `exports_dir`. #}
{% macro export_files(name) -%}
    {% if var('exports_dir', '') == '' %}
        {{ return([seed_file(graph.nodes['seed.' ~ project_name ~ '.' ~ name])]) }}
    {% endif %}
    {{ return(files_in_folder(var('exports_dir'), name)) }}
{%- endmacro %}

{% macro seed_file(seed) -%}
    {{ return(seed.root_path ~ '/' ~ seed.original_file_path) }}
{%- endmacro %}

{# The columns of a seed: those its YAML gives a type. #}
{% macro seed_columns(seed) -%}
    {{ return(seed.config.column_types.keys() | list) }}
{%- endmacro %}
