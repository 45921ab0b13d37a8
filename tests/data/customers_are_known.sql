-- Most customers of these exports were customers in the build before: the exports of another
-- store would mix two stores in offer_history. The test runs before customer_status is built.
{% set known = last_built('customer_status') if execute else none %}
{% if known is none or var('new_source') %}
select 'nothing to compare with' as problem
from {{ ref('int_customers_seen') }}
where false
{% else %}
with

counts as (

    select
        (select count(*) from {{ known }}) as known_customers,
        (select count(*) from {{ ref('int_customers_seen') }}) as customers,
        count(*) as shared

    from {{ ref('int_customers_seen') }} as seen
    inner join {{ known }} as known
        on seen.customer_id = known.customer_id

)

select
    'Only ' || shared || ' of ' || customers || ' customers are among the '
    || known_customers || ' of the build before; expected at least '
    || cast(ceil(least(customers, known_customers) * {{ var('min_share_of_shared_customers') }}) as bigint)
    || ' (min_share_of_shared_customers). Are these the exports of this store? If they are,'
    || ' confirm them once with VARS=''{new_source: true}''. What is published stays as it was.'
        as problem

from counts
where shared < least(customers, known_customers) * {{ var('min_share_of_shared_customers') }}
{% endif %}
