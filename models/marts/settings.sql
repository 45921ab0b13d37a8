-- One row per var of the project: the value that was in force in this build, and the kind of
-- source that the exports came from. The folder of the exports and the salt are not shown.
{% for name in settings() if name not in ['exports_dir', 'new_source', 'holdout_salt'] %}
select
    {{ sql_text(name) }} as setting,
    {{ sql_text(var(name)) }} as value

union all
{% endfor %}
select
    'exports_source' as setting,
    {{ sql_text(exports_source()) }} as value
