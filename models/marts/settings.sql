-- One row per var of the project: the value that was in force in this build. Also the kind of
-- source that the exports came from, and the day of the build where the store is. The folder of
-- the exports and the salt are not shown.
{% for name in settings() if name not in ['exports_dir', 'new_source', 'holdout_salt'] %}
select
    {{ sql_text(name) }} as setting,
    {{ sql_text(var(name)) }} as value

union all
{% endfor %}
select
    'exports_source' as setting,
    {{ sql_text(exports_source()) }} as value

union all

select
    'built_on' as setting,
    {{ sql_text(store_time().strftime('%Y-%m-%d')) }} as value
