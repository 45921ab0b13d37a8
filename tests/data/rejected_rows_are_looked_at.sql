-- Rejected rows give a warning that shows their reasons.
{{ config(severity='warn') }}
select
    export,
    reason,
    count(*) as row_count

from {{ ref('rejected_rows') }}
group by export, reason
order by row_count desc, export, reason
