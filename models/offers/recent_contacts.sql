-- One row per active customer who was contacted in the months before this campaign that the
-- cap counts. The history is read as earlier builds left it, and not by ref: it takes this
-- month's campaign in when the campaign is planned.
{% set history = last_built('offer_history') if execute else none %}
{% set first_month = months_before(checked_setting('contact_window_months') - 1) %}
with

customers as (

    select * from {{ ref('customer_features') }}

),

final as (

    select
        customers.customer_id,
        count(*) as contacts

    from customers
    {% if history is none -%}
    where false
    {%- else -%}
    inner join {{ history }} as history
        on customers.customer_id = history.customer_id
    where
        history.campaign >= '{{ first_month }}'
        and history.campaign < '{{ campaign() }}'
        and history.channel <> 'on_site'
        and not history.is_holdout
    {%- endif %}
    group by customers.customer_id

)

select * from final
