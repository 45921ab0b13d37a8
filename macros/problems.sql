{# Why a row of an export cannot stand, in words for the person who sent it. #}

{# The known spelling nearest to each unknown one: one row per value of `raw` in `rows`
   for which `value` was not found in the map `known`. #}
{% macro nearest_spellings(rows, raw, value, known) -%}
    select
        unknown.{{ raw }},
        min_by(
            known.spelling,
            levenshtein({{ spelling_key('unknown.' ~ raw) }}, {{ spelling_key('known.spelling') }})
        ) as nearest

    from (
        select distinct {{ raw }}
        from {{ rows }}
        where {{ value }} is null and {{ raw }} is not null
    ) as unknown
    cross join {{ known }} as known
    group by unknown.{{ raw }}
{%- endmacro %}

{# Why a number of an export cannot stand, or null: what the text is and what is allowed. #}
{% macro number_problem(label, raw, value, lowest=none, highest=none, whole=false) -%}
    case
        when {{ raw }} is not null and {{ value }} is null
            then '{{ label }} is not a number: «' || {{ raw }} || '»'
        {%- if lowest is not none %}
        when {{ value }} < {{ lowest }}
            then '{{ label }} is below {{ lowest }}: «' || {{ raw }} || '»'
        {%- endif %}
        {%- if highest is not none %}
        when {{ value }} > {{ highest }}
            then '{{ label }} is above {{ highest }}: «' || {{ raw }} || '»'
        {%- endif %}
        {%- if whole %}
        when {{ value }} <> floor({{ value }})
            then '{{ label }} is not a whole number: «' || {{ raw }} || '»'
        {%- endif %}
    end
{%- endmacro %}

{# Why an id cannot stand, or null. #}
{% macro id_problem() -%}
    case
        when numbered.raw_id is null then 'id is missing'
        when numbered.customer_id is null then 'id is not a whole number from 1 to 9223372036854775807: «' || numbered.raw_id || '»'
    end
{%- endmacro %}

{# Why a value that must be one of a list cannot stand, or null. #}
{% macro spelling_problem(label, raw, value, nearest, required=true) -%}
    case
        {%- if required %}
        when {{ raw }} is null then '{{ label }} is missing'
        {%- endif %}
        when {{ value }} is null and {{ raw }} is not null
            then '{{ label }} is unknown: «' || {{ raw }} || '»; nearest known: «'
                || {{ nearest }} || '» (add the spelling in seeds/reference if it is right)'
    end
{%- endmacro %}

{# Of rows that share a key: 1 for the row to keep, null where the copies contradict
   each other and none can be trusted, above 1 for an exact copy. #}
{% macro copy_number(keys) -%}
    case
        when min(raw_values) over (partition by {{ keys }})
            = max(raw_values) over (partition by {{ keys }})
            then row_number() over (partition by {{ keys }} order by raw_values)
    end
{%- endmacro %}

{% macro copy_problem(what) -%}
    case
        when numbered.customer_id is null then null
        when numbered.copy_number is null then '{{ what }} stands in several rows that differ'
        when numbered.copy_number > 1 then '{{ what }} stands in several identical rows; one was kept'
    end
{%- endmacro %}

{% macro missing_problem(label, raw) -%}
    case when {{ raw }} is null then '{{ label }} is missing' end
{%- endmacro %}
