-- A warning: the exports may be of another store or month, or may not have been made anew. What
-- changed so much is named with its bounds, which are vars.
{{ config(severity='warn') }}
{% set decimals = "case when measure like 'share%' then 2 else 0 end" %}
select
    measure,
    category,
    measure || case when category = 'all' then '' else ' ' || category end
    || ' is ' || {{ shown_number('value_now', decimals) }}
    || coalesce(', at least ' || {{ shown_number('lowest', decimals) }}, '')
    || coalesce(', at most ' || {{ shown_number('highest', decimals) }}, '')
    || ' was expected; in ' || previous_as_of
    || ' it was ' || {{ shown_number('value_before', decimals) }}
    || '. If the exports are those of this month, nothing has to be done.' as problem

from {{ ref('export_changes') }}
where is_outside
order by measure nulls last, category nulls last
