-- One row per customer: average monthly profit over three months.
with

final as (

    {{ kept_rows('money', export_keys()['money'] + export_values()['money']) }}

)

select * from final
