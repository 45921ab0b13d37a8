-- One row per cut of the risk: the receiver operating characteristic of the champion on
-- customers its models had not seen.
with

final as (

    select
        threshold,
        false_positive_rate,
        recall as true_positive_rate

    from {{ ref('threshold_curve') }}

    union all

    select
        cast(null as double) as threshold,
        0 as false_positive_rate,
        0 as true_positive_rate

)

select * from final
