{# Before anything is built: the rules that people edit, row by row. The first problem
   stops the build with the file, the row as a spreadsheet numbers it, and its code. #}
{% macro check_rules() -%}
    {% if execute %}
        {% set segments = rules_rows('segments', 'segment') %}
        {% for row in segments %}
            {{ check_texts('segments', row, ['owner', 'name_ru', 'name_en',
                'description_ru', 'description_en']) }}
            {{ check_number('segments', row, 'priority', 1, whole=true) }}
            {% if segments | selectattr('priority', 'equalto', row.priority) | list | length > 1 %}
                {{ refuse_row('segments', row, 'priority ' ~ row.priority
                    ~ ' stands in more than one row: each segment needs its own') }}
            {% endif %}
            {% if 'model.' ~ project_name ~ '.' ~ row.code not in graph.nodes %}
                {{ refuse_row('segments', row, 'there is no models/segments/' ~ row.code
                    ~ '.sql that says who is in it') }}
            {% endif %}
        {% endfor %}
        {% for node in graph.nodes.values() if node.resource_type == 'model'
           and node.schema == 'segments'
           and node.name not in ['segment_inputs', 'customer_segments']
           and node.name not in segments | map(attribute='code') %}
            {{ exceptions.raise_compiler_error('seeds/rules/segments.csv has no row for '
                ~ node.original_file_path ~ ': its names, owner and priority were '
                ~ 'expected there. Nothing was built; the marts are as they were.') }}
        {% endfor %}
        {% set known_segments = segments | map(attribute='code') | list + ['any'] %}
        {% set offers = rules_rows('offers', 'offer') %}
        {% for row in offers %}
            {{ check_offer(row, known_segments, known_categories()) }}
        {% endfor %}
        {{ check_measured_effect(offers | map(attribute='code') | list) }}
    {% endif %}
{%- endmacro %}

{% macro check_offer(row, segments, categories) -%}
    {{ check_texts('offers', row, ['segments', 'channel', 'name_ru', 'name_en', 'text_ru',
        'text_en']) }}
    {{ check_codes('offers', row, 'segments', segments) }}
    {{ check_codes('offers', row, 'except_segments', segments) }}
    {{ check_codes('offers', row, 'picks', categories) }}
    {{ check_codes('offers', row, 'channel', ['email', 'sms', 'push', 'call', 'on_site']) }}
    {{ check_number('offers', row, 'cost_per_contact', 0) }}
    {{ check_number('offers', row, 'assumed_risk_reduction', 0, 1) }}
    {{ check_number('offers', row, 'max_customers', 0, whole=true, required=false) }}
    {# The plan counts on it: whom it cannot reach it leaves to the site. #}
    {% if row.channel == 'on_site' and row.cost_per_contact | float != 0 %}
        {{ refuse_row('offers', row, 'cost_per_contact is «' ~ row.cost_per_contact
            ~ '»: what the site shows costs nothing per customer') }}
    {% endif %}
{%- endmacro %}

{# The rows of a rules file as dictionaries of texts, with `code` and `line` beside the
   columns; codes are there and differ. #}
{% macro rules_rows(name, key) -%}
    {% set seed = graph.nodes['seed.' ~ project_name ~ '.' ~ name] %}
    {% set columns = seed_columns(seed) %}
    {% set found = run_query('select * from ' ~ read_files([seed_file(seed)], columns)) %}
    {% set rows = [] %}
    {% set codes = [] %}
    {% for values in found.rows %}
        {% set row = {'code': (values[key] or '') | trim, 'line': loop.index + 1} %}
        {% for column in columns %}
            {% do row.update({column: (values[column] or '') | string | trim}) %}
        {% endfor %}
        {% if not modules.re.match('^[a-z][a-z0-9_]*$', row.code) %}
            {{ refuse_row(name, row, key ~ ' is «' ~ row.code
                ~ '»: a code of small Latin letters, digits and _ was expected') }}
        {% elif row.code in codes %}
            {{ refuse_row(name, row, 'the code stands in more than one row') }}
        {% endif %}
        {% do codes.append(row.code) %}
        {% do rows.append(row) %}
    {% endfor %}
    {{ return(rows) }}
{%- endmacro %}

{% macro known_categories() -%}
    {% set seed = graph.nodes['seed.' ~ project_name ~ '.categories'] %}
    {% set found = run_query('select distinct favourite_category from '
        ~ read_files([seed_file(seed)], ['favourite_category'])) %}
    {{ return(found.columns[0].values() | list) }}
{%- endmacro %}

{# `measured_effect` names offers of the file, and shares of the risk. #}
{% macro check_measured_effect(offers) -%}
    {% if var('measured_effect') is not mapping %}
        {{ refuse_setting('measured_effect', 'is «' ~ var('measured_effect') ~ '»',
            'offers with the share by which each was measured to lower the risk, as in '
            ~ '{care_call: 0.21}') }}
    {% endif %}
    {% for offer, effect in var('measured_effect').items() %}
        {% if offer not in offers %}
            {{ refuse_setting('measured_effect', 'names the offer «' ~ offer ~ '»',
                offers | join(', ')) }}
        {% endif %}
        {{ check_setting('measured_effect of ' ~ offer, effect, {'lowest': 0, 'highest': 1}) }}
    {% endfor %}
{%- endmacro %}
