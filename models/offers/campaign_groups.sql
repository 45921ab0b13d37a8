-- One row per active customer: whether it is kept without an offer, as control. Drawn by
-- a salted hash within strata of consent and risk, so that both groups carry the same
-- risk; who is drawn depends on nothing else, so it outlives changes of offers and limits.
with

customers as (

    select * from {{ ref('segment_inputs') }}

),

drawn as (

    select
        customer_id,
        cast(has_consent as integer) * 10
        + {{ stratum_of_risk('churn_risk') }} as stratum,
        {{ campaign_draw('customer_id') }} as draw

    from customers

),

ranked as (

    select
        customer_id,
        stratum,
        row_number() over (
            partition by stratum order by draw nulls last, customer_id nulls last
        ) as place,
        count(*) over (partition by stratum) as customers

    from drawn

),

final as (

    select
        customer_id,
        cast(stratum as integer) as stratum,
        -- The part of a customer that a stratum's share leaves over is drawn as well.
        place <= floor(
            customers * {{ var('holdout_share') }} + {{ campaign_draw('stratum') }}
        ) as is_holdout

    from ranked

)

select * from final
