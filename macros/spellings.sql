{# Texts that must be one of a list: the value maps of seeds/reference. #}

{# What the spellings of one value share. Case, ё, blanks, underscores and hyphens do not
   count, nor whether a letter that looks the same is Latin or Cyrillic, nor whether й is
   written as one character or as two. #}
{% macro spelling_key(column) -%}
    translate(replace(lower({{ column }}), '{{ "\u0438\u0306" }}', 'й'), 'aceopxyhkmtbё{{ "\u0308" }} _-‐‑–', 'асеорхункмтве')
{%- endmacro %}

{# Joins that find a text of an export in a map of seeds/reference: as it is written there,
   else, and only then, as one that `spelling_key` takes for the same: a dash beside a digit
   may be a minus, and counts. #}
{% macro join_spellings(value, raw, known) %}
    left join {{ known }} as {{ value }}_exact
        on {{ raw }} = {{ value }}_exact.spelling
    left join {{ known }} as {{ value }}_alike
        on case when {{ value }}_exact.spelling is null and not {{ matches(clean_text(raw), '.*[-‐‑–—−_ ][0-9].*|.*[0-9][-‐‑–—−_ ].*') }} then {{ spelling_key(clean_text(raw)) }} end
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

{# Why a value that must be one of a list cannot stand, or null: the cause, and behind ': «'
   the text. `column` is its name in the export. #}
{% macro spelling_problem(value, column, required=true) -%}
    case
        when {{ value }} is null
            then coalesce(
                {{ unknown_spelling(value, column) }}
                {%- if required %}, '{{ column }} is missing'{% endif %}
            )
    end
{%- endmacro %}

{% macro unknown_spelling(value, column) -%}
    '{{ column }} ' || case
        when {{ matches('other_' ~ value, '.*(Р°|Рµ|Рѕ|СЃ|С‚|Ð[°µ¾]|Ñ[^ ]|[╨╤]|п[│╟╣╬]|–[∞µЄ]|[À-ÿ]{3}|[?][?]|�).*') }}
            then 'was damaged on its way: the file was opened in another encoding and saved'
        else 'is unknown'
    end || ': «' || other_{{ value }} || '»'
{%- endmacro %}

{# The spellings of the label: those of the reference seed, and the codes that the var
   label_codes gives a meaning. #}
{% macro label_spellings() -%}
    select
        spelling,
        activity,
        is_canonical

    from {{ ref('activity_labels') }}
    {%- for activity, code in var('label_codes').items() %}

    union all

    select
        {{ sql_text(code) }} as spelling,
        {{ sql_text(activity) }} as activity,
        false as is_canonical
    {%- endfor %}
{%- endmacro %}
