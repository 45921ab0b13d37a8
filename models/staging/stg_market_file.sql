-- One row per customer of market_file.csv.
with

final as (

    {{ kept_rows('market_file', export_keys()['market_file'] + export_values()['market_file']) }}

)

select * from final
