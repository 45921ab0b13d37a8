-- Where control customers left the exports more or less often than treated ones, the results
-- of the campaign compare customers who are not alike: the build warns.
{{ config(severity='warn') }}
select
    campaign,
    leaving_p_value,
    'Of the campaign ' || campaign || ' treated and control customers left the exports in '
    || 'different shares. Read its results with care: marts.campaign_results.' as problem

from {{ ref('campaign_results') }}
where dimension = 'all' and outcome_month = '{{ campaign() }}' and is_leaving_uneven
order by campaign nulls last
