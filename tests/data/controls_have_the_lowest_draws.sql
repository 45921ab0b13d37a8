-- Within a stratum the hash alone says who is kept as control.
with

drawn as (

    select
        stratum,
        is_holdout,
        {{ campaign_draw('customer_id') }} as draw

    from {{ ref('campaign_groups') }}

)

select
    stratum,
    max(case when is_holdout then draw end) as highest_of_controls,
    min(case when not is_holdout then draw end) as lowest_of_others

from drawn
group by stratum
having max(case when is_holdout then draw end) > min(case when not is_holdout then draw end)
