{# After a run: what each failed or warning test found, row by row, so that nobody has to
   open compiled SQL to learn which rule was broken. #}
{% macro explain_failures(results) -%}
    {% if execute %}
        {% for result in results
           if result.node.resource_type == 'test' and result.failures %}
            {% set found = run_query(
                'select * from (' ~ result.node.compiled_code ~ ') as failures limit 5'
            ) %}
            {% do print('') %}
            {% do print(result.status | upper ~ ' ' ~ result.node.name ~ ': '
                ~ (result.node.description or 'rows that should not be there')) %}
            {% for row in found.rows %}
                {% set cells = [] %}
                {% for name in found.column_names %}
                    {% do cells.append(name ~ ' = ' ~ row[name]) %}
                {% endfor %}
                {% do print('  ' ~ cells | join(', ')) %}
            {% endfor %}
        {% endfor %}
    {% endif %}
{%- endmacro %}
