{# After a run: a whole and green `dbt build` refreshes what BI tools read; any other run leaves
   it as it was. `dbt retry` completes the build before it. #}
{% macro publish(results) -%}
    {% if execute and flags.WHICH == 'build' %}
        {% set statuses = {} %}
        {% for result in results %}
            {% do statuses.update({result.node.unique_id: result.status | string}) %}
        {% endfor %}
        {% do print(ask_project('publish', [
            flags.TARGET_PATH or 'target',
            invocation_id,
            statuses,
            invocation_args_dict.invocation_command.startswith('dbt retry'),
        ])) %}
    {% endif %}
{%- endmacro %}
