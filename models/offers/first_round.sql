-- One row per scenario and customer with an offer after the first round of the plan: each
-- customer asks for the offer with the largest advantage, and the largest is served first.
with

held as (

    select * from {{ ref('priced_offers') }}
    where false

),

{{ allocation_round() }}

select * from final
