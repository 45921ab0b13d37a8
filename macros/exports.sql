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

{# The separator a seed is loaded with; the files of a folder may use any of , ; tab. #}
{% macro seed_delimiter(name) -%}
    {{ return(';' if name == 'money' else ',') }}
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
        {{ return(read_files(export_files(name))) }}
    {% endif %}
{%- endmacro %}

{# The files of one export: the seed's, or in `exports_dir` a CSV or Parquet file or
   several parts (`money.csv`, `money_2.parquet`, `money/*.parquet`), in order. #}
{% macro export_files(name) -%}
    {% if var('exports_dir', '') == '' %}
        {% set seed = graph.nodes['seed.' ~ project_name ~ '.' ~ name] %}
        {{ return([seed.root_path ~ '/' ~ seed.original_file_path]) }}
    {% endif %}
    {% set folder = var('exports_dir').rstrip('/') %}
    {% for pattern in ['.parquet', '.csv', '[._-]*.parquet', '[._-]*.csv', '/*.parquet',
                       '/*.csv'] %}
        {% set files = list_files(folder ~ '/' ~ name ~ pattern) %}
        {% if files %}
            {{ return(files) }}
        {% endif %}
    {% endfor %}
    {{ return([]) }}
{%- endmacro %}

{# The names in the first line of a file; nothing for an empty one. #}
{% macro file_columns(file) -%}
    {% if file.endswith('.parquet') %}
        {{ return(parquet_columns(file)) }}
    {% endif %}
    {% set names = [] %}
    {% for name in first_line(file).split(file_delimiter(file)) %}
        {% do names.append(name.strip().strip('"').strip()) %}
    {% endfor %}
    {{ return(names if names != [''] else []) }}
{%- endmacro %}

{# What separates the columns of a file: the mark of , ; tab its header holds most of. #}
{% macro file_delimiter(file) -%}
    {% set header = first_line(file) %}
    {% set best = namespace(delimiter=',') %}
    {% for delimiter in [';', '\t'] if header.count(delimiter) > header.count(best.delimiter) %}
        {% set best.delimiter = delimiter %}
    {% endfor %}
    {{ return(best.delimiter) }}
{%- endmacro %}

{% macro describe_delimiter(delimiter) -%}
    {{ return({',': 'a comma', ';': 'a semicolon', '\t': 'a tab'}[delimiter]) }}
{%- endmacro %}
