{# What one row of a rules file must keep; the first thing it does not is said. #}
{% macro check_texts(name, row, columns) -%}
    {% for column in columns if not row[column] %}
        {{ refuse_row(name, row, column ~ ' is empty') }}
    {% endfor %}
{%- endmacro %}

{# Each of the codes between the bars is known. #}
{% macro check_codes(name, row, column, known) -%}
    {% for code in row[column].split('|') if row[column] and code not in known %}
        {{ refuse_row(name, row, column ~ ' holds «' ~ code ~ '», which is unknown; known: '
            ~ known | join(', ')) }}
    {% endfor %}
{%- endmacro %}

{% macro check_number(name, row, column, lowest, highest=none, whole=false, required=true) -%}
    {% set text = row[column] %}
    {% set form = '^-?[0-9]+$' if whole else '^-?[0-9]+([.][0-9]+)?$' %}
    {% set expected = 'a' ~ (' whole' if whole else '') ~ ' number from ' ~ lowest
        ~ (' to ' ~ highest if highest is not none else '') %}
    {% if (required or text) and not (modules.re.match(form, text)
        and text | float >= lowest and (highest is none or text | float <= highest)) %}
        {{ refuse_row(name, row, column ~ ' is «' ~ text ~ '»: expected ' ~ expected) }}
    {% endif %}
{%- endmacro %}

{% macro refuse_row(name, row, problem) -%}
    {{ exceptions.raise_compiler_error(
        'seeds/rules/' ~ name ~ '.csv, row ' ~ row.line ~ ' (' ~ (row.code or 'no code')
        ~ '): ' ~ problem ~ '. Nothing was built; the marts are as they were.'
    ) }}
{%- endmacro %}
