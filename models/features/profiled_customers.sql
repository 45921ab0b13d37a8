-- One row per customer whose data are pictured: all that are active, or of more than
-- profile_customers_max about as many, drawn by a hash of the id.
with

features as (

    select * from {{ ref('customer_features') }}

),

counted as (

    select count(*) as customers
    from features

),

final as (

    select features.*
    from features
    cross join counted
    where
        counted.customers <= {{ var('profile_customers_max') }}
        or {{ hash_share('cast(features.customer_id as ' ~ dbt.type_string() ~ ')') }}
        < cast({{ var('profile_customers_max') }} as double) / counted.customers

)

select * from final
