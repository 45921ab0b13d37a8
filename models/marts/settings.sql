-- One row per var of the project: the value that was in force in this build.
{% for name in settings() %}
select
    {{ sql_text(name) }} as setting,
    {{ sql_text(var(name)) }} as value
{{ 'union all' if not loop.last }}
{%- endfor %}
