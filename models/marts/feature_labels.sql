-- One row per feature: what people call it.
with

final as (

    select
        feature,
        -- Pictures show the logarithm that the model reads.
        case when substr(feature, 1, 4) = 'log_' then name_ru || ' (логарифм)' else name_ru end
            as name_ru,
        case when substr(feature, 1, 4) = 'log_' then name_en || ' (logarithm)' else name_en end
            as name_en,
        decimals,
        decimals is not null as is_number

    from {{ ref('feature_names') }}

)

select * from final
