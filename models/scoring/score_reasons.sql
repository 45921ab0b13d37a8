-- One row per active customer and feature: what the feature adds to the log-odds of the
-- fitted model. With the intercept the rows of a customer sum to its log-odds.
with

contributions as (

    select * from {{ ref('number_contributions') }}

    union all

    select * from {{ ref('category_contributions') }}

),

final as (

    select
        customer_id,
        feature,
        contribution,
        row_number() over (
            partition by customer_id
            order by contribution desc, feature
        ) as rank

    from contributions

)

select * from final
