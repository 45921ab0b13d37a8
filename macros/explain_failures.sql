{# After a run: each failed or warning test says what it found, so that nobody has to open
   compiled SQL. A test that writes a sentence itself calls it `problem`; one about a row of
   an export also tells whose row it is, and the line is looked for. #}
{% macro explain_failures(results) -%}
    {% for result in results
       if execute and result.node.resource_type == 'test' and result.failures %}
        {% set found = run_query(
            'select * from (' ~ result.node.compiled_code ~ ') as failures limit 5') %}
        {% do print('') %}
        {% do print(result.status | upper ~ ' ' ~ result.node.name ~ ': '
            ~ (result.node.description or 'these rows should not be there')) %}
        {% for row in found.rows %}
            {% set cells = [] %}
            {% for name in found.column_names if 'problem' not in found.column_names %}
                {% do cells.append(name ~ ' = ' ~ row[name]) %}
            {% endfor %}
            {% do print('  ' ~ (row['problem'] if 'problem' in found.column_names else cells | join(', '))
                ~ (line_of_example(row) if 'example_reason' in found.column_names else '')) %}
        {% endfor %}
    {% endfor %}
{%- endmacro %}

{# Where a rejected row stands: «First seen: market_money.csv, line 18.» #}
{% macro line_of_example(row) -%}
    {% set value = row['example_reason'].partition(': «')[2].partition('»')[0] %}
    {% set place = ask_project('line_of', [
        var('exports_dir'), row['export'], row['example_customer_id'] or '', value]) %}
    {{ return(' First seen: ' ~ place ~ '.') }}
{%- endmacro %}
