-- One row per var of the project: the value that was in force in this build. The folder
-- of the exports and the salt are nobody's business.
{% for name in settings() if name not in ['exports_dir', 'holdout_salt'] %}
select
    {{ sql_text(name) }} as setting,
    {{ sql_text(var(name)) }} as value
{{ 'union all' if not loop.last }}
{%- endfor %}
