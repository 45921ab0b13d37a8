{# After a run: each failed or warning test says what it found, so that nobody has to open
   compiled SQL. A test that writes a sentence itself calls it `problem`. #}
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
            {% for name in found.column_names %}
                {% do cells.append(row[name] if name == 'problem' else name ~ ' = ' ~ row[name]) %}
            {% endfor %}
            {% do print('  ' ~ cells | join(', ')) %}
        {% endfor %}
    {% endfor %}
{%- endmacro %}
