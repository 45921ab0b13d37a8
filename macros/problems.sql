{# Why a row of an export cannot stand, in words for the person who sent it. `raw` is the
   text of a column as it was exported. Looked into only where a value is out of order. #}

{# Why an id cannot stand, or null. #}
{% macro id_problem(raw) -%}
    case
        when customer_id is null
            then coalesce(
                'id is not a whole number from 1 to 9223372036854775807: «' || {{ clean_text(raw) }} || '»',
                'id is missing'
            )
    end
{%- endmacro %}

{# Why a number of an export cannot stand, or null: what the text is and what is allowed. #}
{% macro number_problem(value, raw, lowest=none, highest=none, whole=false, required=false) -%}
    {% set rules = {value ~ ' is null': 'is not a number'} %}
    {% if lowest is not none %}
        {% do rules.update({value ~ ' < ' ~ lowest: 'is below ' ~ lowest}) %}
    {% endif %}
    {% if highest is not none %}
        {% do rules.update({value ~ ' > ' ~ highest: 'is above ' ~ highest}) %}
    {% endif %}
    {% if whole %}
        {% do rules.update({value ~ ' <> floor(' ~ value ~ ')': 'is not a whole number'}) %}
    {% endif %}
    case
        when {{ rules | join(' or ') }}
            then coalesce(
                case
                    {%- for rule, problem in rules.items() %}
                    when {{ rule }} then '{{ value }} {{ problem }}: «'
                    {%- endfor %}
                end || {{ clean_text(raw) }} || '»'
                {%- if required %}, '{{ value }} is missing'{% endif %}
            )
    end
{%- endmacro %}

{# Of a row that cannot stand, the reason, its id and its values as they were exported
   ('revenue=12,5; …'), for people; null for all others, of which the values are enough. One
   column, cut apart by `rejected_part`: of many millions of rows each column takes time. #}
{% macro rejected_row(columns) -%}
    case
        when rejection_reason is not null
            then concat_ws(
                {{ separator() }},
                rejection_reason,
                coalesce({{ clean_text(columns['id']) }}, ''),
                concat_ws('; '
                    {%- for name, column in columns.items() -%}
                    , {{ sql_text(name ~ '=') }} || coalesce({{ clean_text(column) }}, '')
                    {%- endfor -%}
                )
            )
    end as rejected_row
{%- endmacro %}

{% macro rejected_part(part) -%}
    nullif(split_part(rejected_row, {{ separator() }}, {{ ['reason', 'id', 'values'].index(part) + 1 }}), '')
{%- endmacro %}

{# The unit separator of ASCII. #}
{% macro separator() %}chr(31){% endmacro %}
