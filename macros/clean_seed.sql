{# After an export was loaded as a seed: customers who asked to be forgotten leave it, and
   rows in which nothing stands. #}
{% macro clean_seed() -%}
    {{ return(adapter.dispatch('clean_seed')()) }}
{%- endmacro %}

{% macro default__clean_seed() -%}
    {% set forgotten = ask_project('forgotten_rows', ['id']) if execute else '' %}
    {% set cells = [] %}
    {% for column in adapter.get_columns_in_relation(this) if execute %}
        {% do cells.append(shown_text(export_column(column.name))) %}
    {% endfor %}
    {% if cells -%}
    delete from {{ this }}
    where {{ forgotten ~ ' or ' if forgotten }}coalesce({{ cells | join(', ') }}) is null
    {%- endif %}
{%- endmacro %}
