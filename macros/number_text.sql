{# The text of numbers, as programs and people write them. Portable to Spark. #}

{# A number as programs write it: one kind of minus and of blank, and nothing around it. A
   spreadsheet keeps "00012" as ="00012"; books show a number below zero in brackets, and
   some programs write its minus behind it. #}
{% macro number_text(raw, sign="''") -%}
    {% set bare -%}
    trim(replace({{ one_minus(
        "case when " ~ raw ~ " like '=\"%\"' then substr(" ~ raw ~ ", 3, length(" ~ raw ~ ") - 3) else "
        ~ raw ~ " end") }}, {{ sign }}, ''))
    {%- endset -%}
    case
        when {{ bare }} like '(%)' then '-' || trim(substr({{ bare }}, 2, length({{ bare }}) - 2))
        when {{ matches(bare, '[0-9].*-') }} then '-' || trim(substr({{ bare }}, 1, length({{ bare }}) - 1))
        else replace({{ bare }}, '- ', '-')
    end
{%- endmacro %}

{# A text with one kind of minus and of blank; an apostrophe sets thousands apart too. #}
{% macro one_minus(text) -%}
    {% set minuses, apostrophes = '−–—‒﹣－', "’ʼ`´''" -%}
    {% set more = apostrophes.replace("''", "'") | length -%}
    translate({{ text }}, '{{ minuses ~ blanks() ~ apostrophes ~ invisible() }}', '{{ '-' * minuses | length ~ ' ' * (blanks() | length + more) }}')
{%- endmacro %}
