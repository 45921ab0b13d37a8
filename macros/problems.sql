{# Why a row of an export cannot stand, in words for the person who sent it: the cause, and
   behind ': «' the value. `raw` is the text of a column as it was exported, `column` the
   name it has there. Looked into only where a value is out of order. #}

{# Why an id cannot stand, or null. #}
{% macro id_problem(raw) -%}
    case
        when customer_id is null
            then coalesce(
                case
                    when lower({{ shown_text(raw) }}) = 'id' then 'the header stands here once more'
                    when {{ matches('lower(' ~ shown_text(raw) ~ ')', '(общий |grand )?(итог|всего|total|сумма|sum)[^0-9]*') }}
                        then 'a total stands here, and no customer'
                    when {{ matches('id_text', '[0-9]+([.,][0-9]+)?[eE][+]?[0-9]+') }}
                        then 'id lost its last digits to a spreadsheet, which rounded it'
                    else 'id is not a whole number from 1 to 9223372036854775807'
                end || ': «' || {{ clean_text(raw) }} || '»',
                'id is missing'
            )
    end
{%- endmacro %}

{# Why a number of an export cannot stand, or null: what the text is and what is allowed. #}
{% macro number_problem(measure, column, whole=false, required=false) -%}
    {% set raw = 'raw_' ~ measure -%}
    {% set text = measure ~ '_text' -%}
    case
        when {{ measure }} < {{ measure }}_lowest or {{ measure }} > {{ measure }}_highest or {{ measure }} is null
            {{- ' or ' ~ measure ~ ' <> floor(' ~ measure ~ ')' if whole }}
            then coalesce(
                '{{ column }} ' || case
                    when {{ measure }} < {{ measure }}_lowest then 'is below ' || cast({{ measure }}_lowest as {{ dbt.type_string() }})
                    when {{ measure }} > {{ measure }}_highest then 'is above ' || cast({{ measure }}_highest as {{ dbt.type_string() }})
                    {%- if whole %}
                    when {{ measure }} <> floor({{ measure }}) then 'is not a whole number'
                    {%- endif %}
                    when {{ is_rounded(text) }} then 'lost its last digits to a spreadsheet, which rounded it'
                    when {{ is_date(text) }} or {{ is_short_date(text) }} then 'is a date, which a spreadsheet made of a number'
                    when {{ matches(text, '[0-9]{1,4}(:[0-9]{2}){1,2}') }} then 'is a time of day, and no number'
                    when {{ shown_text(raw) }} like '#%' then 'is an error of a spreadsheet'
                    when {{ matches(text, '([%₽$€£₸₴] ?[0-9].*|.*[0-9] ?[%₽$€£₸₴])') }} then 'has a sign that other numbers of the column lack'
                    else 'is not a number'
                end || ': «' || {{ clean_text(raw) }} || '»'
                {%- if required %}, '{{ column }} is missing'{% endif %}
            )
    end
{%- endmacro %}

{# Whether a text is what spreadsheets write for a date: 03.апр, апр.25, 3-Apr, 03.04.2025,
   2025-04-03 00:00:00. #}
{% macro is_date(text) -%}
    {% set month = '(янв|фев|мар|апр|ма[йя]|июн|июл|авг|сен|окт|ноя|дек|jan|feb|mar|mrz|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[a-zа-я]*[.]?' -%}
    {% set gap = '[-./ ]{0,2}' -%}
    (
        {{ matches('lower(' ~ text ~ ')', '([0-9]{1,2}' ~ gap ~ ')?' ~ month ~ '(' ~ gap ~ '[0-9]{1,4})?( ?г[.]?)?') }}
        or {{ matches(text, '[0-9]{1,2}[-./][0-9]{1,2}[-./]([0-9]{2}){1,2}([ T].*)?') }}
        or {{ matches(text, '[0-9]{1,2}/[0-9]{1,2}') }}
        or {{ matches(text, '[0-9]{4}[-./][0-9]{1,2}[-./][0-9]{1,2}([ T].*)?') }}
    )
{%- endmacro %}

{# Two columns of a rejected row for the person who sent it, null for all others: its id, and
   its values as they were exported («Выручка=12,5; …»). `columns`: the raw columns by the
   names of the export. #}
{% macro raw_row(columns) -%}
    case when rejection_reason is not null then {{ shown_text('raw_id') }} end
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
        , {{ sql_text(name ~ '=') }} || coalesce({{ shown_text('cast(' ~ column ~ ' as ' ~ dbt.type_string() ~ ')') }}, '')
        {%- endfor -%}
    )
{%- endmacro %}
