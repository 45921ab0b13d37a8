{# Numbers from the text of the exports. Portable to Spark. `measure_formats` says of each
   column which mark sets thousands apart in it, and which sign stands at each number. #}

{# One row: of each measure its limits and how it is written, as `<measure>_lowest`,
   `<measure>_highest`, `<measure>_is_plain`, `<measure>_group_mark` and `<measure>_sign`; and
   the missing words. #}
{% macro formats_of(export, measures) -%}
    select
        {%- for measure in measures %}
        {%- for column in ['lowest', 'highest', 'is_plain', 'group_mark', 'sign'] %}
        max(case when measure = '{{ measure }}' then {{ column }} end) as {{ measure }}_{{ column }},
        {%- endfor %}
        {%- endfor %}
        max(missing_words.words) as missing_words

    from {{ ref('measure_formats') }} as measure_formats
    cross join (
        select array_agg(lower(spelling)) as words
        from {{ ref('missing_words') }}
    ) as missing_words
    where export = '{{ export }}'
{%- endmacro %}

{# Of the id and of each measure, the text that is read with care: `id_text` and
   `<measure>_text`. Null where the whole column is plain. #}
{% macro careful_texts(measures) -%}
    {{ id_text() }}
        {%- for measure in measures %},
        case when not {{ measure }}_is_plain then {{ number_text('raw_' ~ measure, measure ~ '_sign') }} end as {{ measure }}_text
        {%- endfor %}
{%- endmacro %}

{# A decimal from '1 234,50', '1234.5', '1,234.50', '(5,00)', '24%' or '4.5e3', as it was
   exported. Null where the text is no finite number, as a date is none. One cast reads a plain
   column; a comma is a decimal one there. #}
{% macro parse_number(measure) -%}
    {% set text = measure ~ '_text' -%}
    {% set raw = 'raw_' ~ measure -%}
    case
        when {{ measure }}_is_plain
            then case
                when instr({{ raw }}, ',') > 0 then try_cast(replace({{ raw }}, ',', '.') as {{ number() }})
                else try_cast({{ raw }} as {{ number() }})
            end
        else try_cast(
            case
                when {{ is_rounded(text) }} or {{ is_short_date(text) }} then null
                when {{ is_grouped(text, measure ~ '_group_mark') }}
                    then replace({{ text }}, {{ measure }}_group_mark, '')
                when {{ matches(text, '[+-]?([0-9]+[.,]?[0-9]*|[.,][0-9]+)([eE][+-]?[0-9]+)?') }}
                    then replace({{ text }}, ',', '.')
                when {{ matches(text, '[+-]?[0-9]{1,3}(( [0-9]{3})+|(,[0-9]{3})+)([.][0-9]+)?') }}
                    then replace(replace({{ text }}, ' ', ''), ',', '')
                when {{ matches(text, '[+-]?[0-9]{1,3}(( [0-9]{3})+|([.][0-9]{3})+)(,[0-9]+)?') }}
                    then replace(replace(replace({{ text }}, ' ', ''), '.', ''), ',', '.')
                when {{ is_accounting_zero(raw) }} then '0'
                when {{ text }} = '-' and instr({{ raw }}, {{ measure }}_sign) > 0 and {{ measure }}_sign <> '' then '0'
            end || case when {{ measure }}_sign = '%' then 'e-2' else '' end as {{ number() }}
        )
    end as {{ measure }}
{%- endmacro %}

{# Whether the one mark in a number sets thousands apart, as the column says. #}
{% macro is_grouped(text, group_mark) -%}
    {{ matches(text, '[+-]?[1-9][0-9]{0,2}([,.][0-9]{3})+') }}
    and {{ matches('replace(' ~ text ~ ', ' ~ group_mark ~ ", '')", '[+-]?[0-9]+') }}
{%- endmacro %}

{# A spreadsheet shows a long number in a narrow column as 1.1E+05, and its digits are lost. #}
{% macro is_rounded(text) -%}
    {{ matches(text, '[+-]?[0-9]([.,][0-9]{1,2})?E[+](0[3-9]|1[0-9])') }}
{%- endmacro %}

{# A spreadsheet shows the date that it made of 3.4 as 03.04. #}
{% macro is_short_date(text) -%}
    {{ matches(text, '0[1-9][.](0[1-9]|1[0-2])') }}
{%- endmacro %}

{# Spreadsheets show a zero of money as a dash with blanks around it. #}
{% macro is_accounting_zero(raw) -%}
    {{ matches(one_minus(raw), '[ ]+-[ ]+') }}
{%- endmacro %}

{# Money, shares and counts are read exactly. #}
{% macro number() %}decimal(18, 6){% endmacro %}
