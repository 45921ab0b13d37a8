-- One row per active customer whom the last campaign before this month treated, and who has a
-- month in the history whose label no campaign had touched: the last such month. The history is
-- read as earlier builds left it, and not by ref: it takes this month in later.
{% set offers = last_built('offer_history') if execute else none %}
{% set scores = last_built('score_history') if execute else none %}
{% set features = last_built('feature_history') if execute else none %}
with

customers as (

    select * from {{ ref('customer_features') }}

),

{% if none in [offers, scores, features] -%}
final as (

    select
        customer_id,
        '{{ campaign() }}' as as_of

    from customers
    where false

)
{%- else -%}
labels as (

    select
        scores.as_of,
        scores.customer_id

    from {{ scores }} as scores
    inner join {{ features }} as features
        on scores.as_of = features.as_of
        and scores.customer_id = features.customer_id
    where scores.as_of < '{{ campaign() }}' and features.is_trainable

),

months as (

    select distinct as_of from labels
    union all
    select '{{ campaign() }}' as as_of

),

-- A label compares a month with those before it: the last campaign may have changed it.
last_campaigns as (

    select
        months.as_of,
        max(offers.campaign) as campaign

    from months
    inner join (select distinct campaign from {{ offers }}) as offers
        on months.as_of > offers.campaign
    group by months.as_of

),

treated as (

    select
        last_campaigns.as_of,
        offers.customer_id

    from last_campaigns
    inner join {{ offers }} as offers
        on last_campaigns.campaign = offers.campaign
    where
        not offers.is_holdout
        and {{ months_apart('last_campaigns.campaign', 'last_campaigns.as_of') }}
        <= {{ checked_setting('horizon_months') }}

),

final as (

    select
        customers.customer_id,
        max(labels.as_of) as as_of

    from customers
    inner join treated
        on customers.customer_id = treated.customer_id
    inner join labels
        on customers.customer_id = labels.customer_id
    left join treated as touched
        on labels.customer_id = touched.customer_id
        and labels.as_of = touched.as_of
    where treated.as_of = '{{ campaign() }}' and touched.customer_id is null
    group by customers.customer_id

)
{%- endif %}

select * from final
