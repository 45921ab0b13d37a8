{# Texts that must be one of a list: the value maps of seeds/reference. #}

{# What two spellings of one value share: case, ё and the spaces around do not count. #}
{% macro spelling_key(column) -%}
    lower(replace(replace(trim({{ column }}), 'ё', 'е'), 'Ё', 'е'))
{%- endmacro %}

{# Joins that find a text of an export in a map of seeds/reference: as it is written there,
   else, and only then, as one that `spelling_key` takes for the same. #}
{% macro join_spellings(value, raw, known) %}
    left join {{ known }} as {{ value }}_exact
        on {{ raw }} = {{ value }}_exact.spelling
    left join {{ known }} as {{ value }}_alike
        on case when {{ value }}_exact.spelling is null then {{ spelling_key(clean_text(raw)) }} end
        = {{ spelling_key(value ~ '_alike.spelling') }}
{%- endmacro %}

{# What was found by `join_spellings`, and the text where it is not the canonical spelling:
   another one, or an unknown. #}
{% macro read_spelling(value, raw) -%}
    coalesce({{ value }}_exact.{{ value }}, {{ value }}_alike.{{ value }}) as {{ value }},
        case
            when {{ value }}_exact.is_canonical then null
            when {{ value }}_exact.spelling is not null then {{ raw }}
            else {{ clean_text(raw) }}
        end as other_{{ value }}
{%- endmacro %}

{# Why a value that must be one of a list cannot stand, or null. #}
{% macro spelling_problem(value, required=true) -%}
    case
        when {{ value }} is null
            then coalesce(
                {{ unknown_spelling(value) }}
                {%- if required %}, '{{ spelling_label(value) }} is missing'{% endif %}
            )
    end
{%- endmacro %}

{% macro unknown_spelling(value) -%}
    '{{ spelling_label(value) }} is unknown: «' || other_{{ value }} || '»'
{%- endmacro %}

{% macro spelling_label(value) -%}
    {{ return(value.removeprefix('has_') | replace('_', ' ')) }}
{%- endmacro %}

{# Beside what is wrong with an unknown spelling, the known one nearest to it: one row per
   such reason among the rejected rows of an export. #}
{% macro nearest_spellings(export_name, value, known) -%}
    {% set prefix = spelling_label(value) ~ ' is unknown: «' -%}
    select
        unknown.export,
        unknown.reason,
        min_by(
            known.spelling,
            levenshtein(
                {{ spelling_key("substr(unknown.reason, " ~ (prefix | length + 1) ~ ")") }},
                {{ spelling_key('known.spelling') }} || '»'
            )
        ) as nearest

    from (
        select distinct export, reason
        from unreadable
        where export = '{{ export_name }}' and reason like '{{ prefix }}%'
    ) as unknown
    cross join {{ known }} as known
    group by unknown.export, unknown.reason
{%- endmacro %}
