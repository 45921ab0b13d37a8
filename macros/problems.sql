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

{# Two columns of a rejected row for the person who sent it, null for all others: its id, and
   its values as they were exported («revenue=12,5; …»). #}
{% macro raw_row(columns) -%}
    case when rejection_reason is not null then {{ clean_text(columns['id']) }} end
            as rejected_id,
        case
            when rejection_reason is not null
                then {{ named_values(columns) }}
        end as rejected_values
{%- endmacro %}

{# «name=value; name=value» of columns by name. #}
{% macro named_values(columns) -%}
    concat_ws('; '
        {%- for name, column in columns.items() -%}
        , {{ sql_text(name ~ '=') }} || coalesce(cast({{ clean_text(column) if column.startswith('raw_') else column }} as {{ dbt.type_string() }}), '')
        {%- endfor -%}
    )
{%- endmacro %}
