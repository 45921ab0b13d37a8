-- One row per feature: how far it moves the log-odds of a customer, on average.
with

reasons as (

    select * from {{ ref('score_reasons') }}

),

means as (

    select
        feature,
        {{ exact_avg('abs(contribution)') }} as mean_absolute_contribution

    from reasons
    group by feature

),

final as (

    select
        feature,
        mean_absolute_contribution,
        row_number() over (order by mean_absolute_contribution desc, feature) as rank

    from means

)

select * from final
