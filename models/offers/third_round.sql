-- One row per scenario and customer with an offer after the third round of the plan, the last.
with

held as (

    select * from {{ ref('second_round') }}

),

{{ allocation_round() }}

select * from final
