{# What helps with a text of an export that nobody knows: one row per reason among the rejected
   rows, with the hint. #}

{# The known spelling that is near and the only one. Words of one letter, digits
   and dates are near to nothing. #}
{% macro nearest_spellings(export_name, value, column, known) -%}
    {% set prefix = column ~ ' is unknown: «' -%}
    select
        export,
        reason,
        '; nearest known: «' || min(spelling)
        || '» (add the spelling in seeds/reference if it is right)' as hint

    from (
        select
            unknown.export,
            unknown.reason,
            known.spelling,
            known.{{ value }},
            {{ letters_between('unknown.word', 'known.spelling') }} as distance,
            min({{ letters_between('unknown.word', 'known.spelling') }})
                over (partition by unknown.export, unknown.reason) as least_distance,
            length(unknown.word) as word_length

        from (
            select distinct
                export,
                reason,
                replace(replace(reason, '{{ prefix }}', ''), '»', '') as word
            from unreadable
            where export = '{{ export_name }}' and reason like '{{ prefix }}%'
        ) as unknown
        cross join {{ known }} as known
        where not {{ matches('unknown.word', '.*[0-9].*') }} and length(unknown.word) > 2
    ) as compared
    where distance = least_distance and distance * 3 <= word_length
    group by export, reason
    having count(distinct {{ value }}) = 1
{%- endmacro %}

{# How many letters differ. DuckDB counts bytes, of which a Cyrillic letter has two: a letter
   of one byte stands for each. #}
{% macro letters_between(one, other) -%}
    {% set russian, bytes = 'абвгдежзийклмнопрстуфхцчшщъыьэюя', 'ABCDEFGHIJKLMNOPQRSTUVWXYZ012345' -%}
    levenshtein(
        {%- for word in [one, other] -%}
        translate({{ spelling_key(word) }}, '{{ russian }}', '{{ bytes }}'){{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}

{# For consent a wrong guess would break the law: all the words are named, and what they mean. #}
{% macro consent_words(export_name, column) -%}
    select
        unknown.export,
        unknown.reason,
        words.hint

    from (
        select distinct export, reason
        from unreadable
        where export = '{{ export_name }}' and reason like '{{ column }} is unknown: «%'
    ) as unknown
    cross join (
        select
            '; yes is written '
            || {{ dbt.listagg("case when has_consent then spelling end", "', '", "order by spelling") }}
            || ', and no '
            || {{ dbt.listagg("case when not has_consent then spelling end", "', '", "order by spelling") }}
            || ' (seeds/reference/consent_answers.csv)' as hint

        from {{ ref('consent_answers') }}
    ) as words
{%- endmacro %}

{# A label in digits may be a code, and only the store knows which. #}
{% macro label_codes_hint(export_name, column) -%}
    select distinct
        export,
        reason,
        '; if these are codes, say which is which: VARS=''{label_codes: {decreased: "1", same: "0"}}'''
            as hint

    from unreadable
    where
        export = '{{ export_name }}'
        and {{ matches('lower(reason)', (column ~ ' is unknown: «([0-9.,]+|true|false|yes|no|y|n|да|нет|истина|ложь)»') | lower) }}
{%- endmacro %}
