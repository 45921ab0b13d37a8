{# The store's exports: dbt seeds, or the files of the folder `exports_dir`. Every column is
   text. `one_click/exports` looks at the files before dbt builds anything. #}

{# A column of an export as text, by the name that the store gave it. #}
{% macro export_column(name) -%}
    cast({{ adapter.quote(name) }} as {{ dbt.type_string() }})
{%- endmacro %}

{# The relation that holds an export: its seed, or the view of its files in `exports_dir`. #}
{% macro export(name) -%}
    {{ return(ref(name ~ '_from_folder' if var('exports_dir') else name)) }}
{%- endmacro %}

{# Read the files of an export in `exports_dir`: the body of its model in models/exports. #}
{% macro read_export(name) -%}
    select *
    from {{ ask_project('export_query', [var('exports_dir'), name]) if execute else 'files' }}
{%- endmacro %}

{# How many rows an export has. Files of a folder were counted before anything was built: to
   count them in the view would read them once more. #}
{% macro export_row_count(name) -%}
    {%- if not var('exports_dir') -%}
    (select count(*) from {{ ref(name) }})
    {%- elif execute -%}
    cast({{ looked_at_exports()[name] }} as bigint)
    {%- endif -%}
{%- endmacro %}

{# The rows of each export. The first question of a run looks at every file. #}
{% macro looked_at_exports() -%}
    {{ return(ask_project('check_exports', [var('exports_dir'), var('decimal_mark')])) }}
{%- endmacro %}

{# What the marks mean in columns of numbers that are not written plainly: export, column,
   mark that sets thousands apart, sign. #}
{% macro number_formats() -%}
    {{ return(ask_project('number_formats', [var('exports_dir'), var('decimal_mark')]) if execute else []) }}
{%- endmacro %}

{# Dates that stand for months in the exports, with the word of the month. #}
{% macro period_dates() -%}
    {{ return(ask_project('period_spellings', [var('exports_dir')]) if execute else []) }}
{%- endmacro %}

{# Before anything is built: each file can be read, and the exports come from where the
   warehouse knows them from. Only where this run builds something of the exports. #}
{% macro check_exports() -%}
    {% set exports = [] %}
    {% for id in selected_resources if id.split('.')[0] in ('seed', 'model') %}
        {% do exports.append(id) if 'exports' in graph.nodes[id].fqn or id.startswith('seed.' ~ project_name ~ '.') %}
    {% endfor %}
    {% if execute and exports %}
        {% do stop_if_another_source() %}
        {% do ask_project('check_seeds', []) %}
        {% do stop_if_far_fewer_rows(looked_at_exports()) %}
    {% endif %}
{%- endmacro %}

{# Where the exports of this run come from. #}
{% macro exports_source() -%}
    {{ return('folder' if var('exports_dir') else 'seeds') }}
{%- endmacro %}

{# A warehouse of a store's folder must not go back to the seeds without a word, nor the
   reverse: the campaign of the month would be replaced by another store's. #}
{% macro stop_if_another_source() -%}
    {% set known = last_built('export_source') %}
    {% if known is not none and not var('new_source') %}
        {% for row in run_query('select source from ' ~ known).rows if row['source'] != exports_source() %}
            {% do stop('This warehouse is built from '
                ~ ('the seeds in seeds/exports' if row['source'] == 'seeds' else 'a folder (EXPORTS)')
                ~ ', and now the exports would come from '
                ~ ('the seeds in seeds/exports' if exports_source() == 'seeds' else 'the folder ' ~ var('exports_dir'))
                ~ ": this month's campaign would be replaced by one for the other customers."
                ~ ' Name the source as before'
                ~ (', EXPORTS=<folder>' if row['source'] == 'folder' else ', without EXPORTS')
                ~ ", or confirm the change once with VARS='{new_source: true}'.") %}
        {% endfor %}
    {% endif %}
{%- endmacro %}

{# An export far shorter than the one before was cut off on its way, most likely. #}
{% macro stop_if_far_fewer_rows(rows) -%}
    {% set known = last_built('input_reconciliation') %}
    {% if known is not none and not var('new_source') %}
        {% for row in run_query('select export, rows_in from ' ~ known ~ ' order by export').rows %}
            {% set least = (row['rows_in'] | int * var('min_share_of_last_rows')) | round(0, 'ceil') | int %}
            {% if rows.get(row['export'], 0) < least %}
                {% do stop(row['export'] ~ ' has far fewer rows than in the build before. Expected: at least '
                    ~ least ~ ' (min_share_of_last_rows = ' ~ var('min_share_of_last_rows')
                    ~ ' of ' ~ row['rows_in'] ~ '). Found: ' ~ rows[row['export']]
                    ~ ". If that is right, build once with VARS='{min_share_of_last_rows: 0}'.") %}
            {% endif %}
        {% endfor %}
    {% endif %}
{%- endmacro %}
