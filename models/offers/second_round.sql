-- One row per scenario and customer with an offer after the second round of the plan: what the
-- first one left of the limits goes to those whom it refused, or who can get a better offer.
with

held as (

    select * from {{ ref('first_round') }}

),

{{ allocation_round() }}

select * from final
