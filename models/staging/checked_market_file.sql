-- One row per row of market_file.csv: typed values, and why it cannot stand, if so.
{% set measures = {
    'marketing_contacts_6m': {},
    'marketing_contacts_current_month': {},
    'tenure_days': {},
    'promo_purchase_share': {'highest': 1},
    'categories_per_visit': {},
    'unpaid_items_quarter': {'whole': true},
    'service_errors_quarter': {'whole': true},
    'pages_per_visit': {},
} %}
{% set raw_columns = {
    'id': 'raw_id', 'activity': 'raw_activity', 'service_level': 'raw_service_level',
    'consent': 'raw_consent', 'favourite_category': 'raw_category',
} %}
{% for measure in measures %}
    {% do raw_columns.update({measure: 'raw_' ~ measure}) %}
{% endfor %}

with

typed as (

    select
        *,
        {{ raw_values(raw_columns) }} as raw_values

    from {{ ref('typed_market_file') }}

),

numbered as (

    select
        *,
        {{ copy_number('customer_id') }} as copy_number

    from typed

),

nearest_activity as (

    {{ nearest_spellings('typed', 'raw_activity', 'activity', ref('activity_labels')) }}

),

nearest_service_level as (

    {{ nearest_spellings(
        'typed', 'raw_service_level', 'service_level', ref('service_levels')) }}

),

nearest_consent as (

    {{ nearest_spellings('typed', 'raw_consent', 'has_consent', ref('consent_answers')) }}

),

nearest_category as (

    {{ nearest_spellings('typed', 'raw_category', 'favourite_category', ref('categories')) }}

),

final as (

    select
        numbered.customer_id,
        numbered.activity,
        numbered.service_level,
        -- No answer is no consent.
        coalesce(numbered.has_consent, false) as has_consent,
        numbered.favourite_category,
        {%- for measure in measures %}
        numbered.{{ measure }},
        {%- endfor %}
        numbered.raw_id,
        numbered.raw_service_level,
        numbered.raw_category,
        numbered.raw_values,
        coalesce(
            {{ id_problem() }},
            {{ copy_problem('the customer') }},
            {{ spelling_problem('activity', 'numbered.raw_activity', 'numbered.activity',
                'nearest_activity.nearest', required=false) }},
            {{ spelling_problem('service level', 'numbered.raw_service_level',
                'numbered.service_level', 'nearest_service_level.nearest') }},
            {{ spelling_problem('consent', 'numbered.raw_consent', 'numbered.has_consent',
                'nearest_consent.nearest', required=false) }},
            {{ spelling_problem('favourite category', 'numbered.raw_category',
                'numbered.favourite_category', 'nearest_category.nearest') }}
            {%- for measure, limits in measures.items() %},
            {{ number_problem(measure, 'numbered.raw_' ~ measure, 'numbered.' ~ measure,
                lowest=0, **limits) }}
            {%- endfor %}
        ) as rejection_reason

    from numbered
    left join nearest_activity
        on numbered.raw_activity = nearest_activity.raw_activity
    left join nearest_service_level
        on numbered.raw_service_level = nearest_service_level.raw_service_level
    left join nearest_consent
        on numbered.raw_consent = nearest_consent.raw_consent
    left join nearest_category
        on numbered.raw_category = nearest_category.raw_category

)

select * from final
