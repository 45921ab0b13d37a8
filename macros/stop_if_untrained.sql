{# Run before `current_run`: Python models write down what went wrong, and here the build
   stops with that sentence instead of a traceback. #}
{% macro stop_if_untrained() -%}
    {% if execute %}
        {% set problems = run_query(
            'select problem from ' ~ ref('model_runs')
            ~ ' where is_current and problem is not null'
        ) %}
        {% for row in problems.rows %}
            {{ exceptions.raise_compiler_error(
                row['problem'] ~ ' Nothing is published; published/ stays as it was.'
            ) }}
        {% endfor %}
    {% endif %}
{%- endmacro %}
