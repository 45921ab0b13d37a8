-- One row per customer and month: minutes on the site.
with

final as (

    {{ kept_rows('market_time', export_keys()['market_time'] + export_values()['market_time']) }}

)

select * from final
