-- One row per customer and month: revenue.
with

final as (

    {{ kept_rows('market_money', export_keys()['market_money'] + export_values()['market_money']) }}

)

select * from final
