-- One row per limit of the campaign: its budget, its contacts, and each offer with a cap.
with

final as (

    select
        'budget' as resource,
        cast(null as {{ dbt.type_string() }}) as offer,
        cast({{ var('campaign_budget') }} as double) as available

    union all

    select
        'contacts' as resource,
        cast(null as {{ dbt.type_string() }}) as offer,
        cast({{ var('max_contacts') }} as double) as available

    union all

    select
        'offer' as resource,
        offer,
        cast(max_customers as double) as available

    from {{ ref('offers') }}
    where max_customers is not null

)

select * from final
