{# The fitted terms of the run in force, by feature, as ml/additive.py describes them; empty
   where the champion is not additive, or nothing is trained yet. #}
{% macro fitted_terms(model_terms, current_run) -%}
    {% set terms = {} %}
    {% if execute and load_relation(model_terms) and load_relation(current_run) %}
        {% set numbers = ['lower_bound', 'upper_bound', 'origin', 'c0', 'c1', 'c2', 'c3'] %}
        {# As text: a number keeps all its digits on the way. #}
        {% set query %}
            select
                feature,
                kind,
                category
                {%- for number in numbers %},
                cast({{ number }} as {{ dbt.type_string() }}) as {{ number }}
                {%- endfor %}

            from {{ model_terms }} as model_terms
            where run_id = (select run_id from {{ current_run }})
            order by feature, kind, model_terms.lower_bound nulls first, category
        {% endset %}
        {% for row in run_query(query).rows %}
            {% set term = {'kind': row['kind'], 'category': row['category']} %}
            {% for number in numbers %}
                {% do term.update({number: double(row[number])}) if row[number] is not none %}
            {% endfor %}
            {% do terms.setdefault(row['feature'], []).append(term) %}
        {% endfor %}
    {% endif %}
    {{ return(terms) }}
{%- endmacro %}

{% macro double(text) %}{{ return("cast('" ~ text ~ "' as double)") }}{% endmacro %}

{# What a feature adds to the log-odds, by the terms of it: a text column among known
   categories, or a cubic on each interval of a number. #}
{% macro contribution(feature, terms) -%}
    {%- set kinds = {} -%}
    {%- for term in terms -%}
        {%- do kinds.setdefault(term.kind, []).append(term) -%}
    {%- endfor -%}
    case
        when {{ feature }} is null then {{ kinds['missing'][0].c0 }}
        {%- for term in kinds.get('category', []) %}
        when cast({{ feature }} as {{ dbt.type_string() }}) = {{ sql_text(term.category) }}
            then {{ term.c0 }}
        {%- endfor %}
        {%- for term in kinds.get('interval', []) %}
        {% if loop.last %}else{% else %}when {{ feature }} < {{ term.upper_bound }} then{% endif -%}
        {{ ' ' }}{{ cubic(feature ~ ' - ' ~ term.origin, term) }}
        {%- endfor %}
        {%- for term in kinds.get('unseen', []) %}
        else {{ term.c0 }}
        {%- endfor %}
    end
{%- endmacro %}

{# Beyond the outermost knots a curve is flat: its upper terms are zero. #}
{% macro cubic(distance, term) -%}
    {% if term.lower_bound is defined and term.upper_bound is defined -%}
    {{ term.c0 }} + ({{ distance }}) * ({{ term.c1 }} + ({{ distance }}) * ({{ term.c2 }} + ({{ distance }}) * {{ term.c3 }}))
    {%- else -%}
    {{ term.c0 }}
    {%- endif %}
{%- endmacro %}

{# The most that a feature adds, of those whose place in the list is not taken. #}
{% macro strongest_contribution(features, taken) -%}
    greatest(
        {%- for feature in features %}
        {{ unless_taken(feature, loop.index, taken) }}{{ ',' if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}

{# The place of the feature that adds so much, the first of equals; null where nothing does. #}
{% macro strongest_place(features, taken, contribution) -%}
    case
        when {{ contribution }} <= 0 then null
        {%- for feature in features %}
        when {{ unless_taken(feature, loop.index, taken) }} = {{ contribution }} then {{ loop.index }}
        {%- endfor %}
    end
{%- endmacro %}

{% macro unless_taken(feature, place, taken) -%}
    {%- if taken -%}
    case when {{ place }} not in ({{ taken | join(', ') }}) then {{ feature }} end
    {%- else -%}
    {{ feature }}
    {%- endif -%}
{%- endmacro %}
