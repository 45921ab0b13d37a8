-- One row per rejected row of an export, with the reason: it could not be read, or the
-- export has another row for the same customer (and month).
{% set spellings = {
    'market_file': {'activity': 'activity_labels', 'service_level': 'service_levels',
        'has_consent': 'consent_answers', 'favourite_category': 'categories'},
    'market_money': {'period': 'periods'},
    'market_time': {'period': 'periods'},
} %}
with

unreadable as (
    {% for export in ['market_file', 'market_money', 'market_time', 'money'] %}
    select
        '{{ export }}' as export,
        rejected_id as customer_id,
        rejection_reason as reason,
        rejected_values as raw_values

    from {{ ref('base_' ~ export) }}
    where rejection_reason is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

nearest as (
    {% for export, maps in spellings.items() %}
    {%- set last_export = loop.last %}
    {%- for value, known in maps.items() %}
    {{ nearest_spellings(export, value, ref(known)) }}
    {{ 'union all' if not (last_export and loop.last) }}
    {%- endfor %}
    {%- endfor %}

),

copies as (

    {{ rejected_copies('market_file', ['customer_id'], ['activity', 'service_level',
        'has_consent', 'favourite_category', 'marketing_contacts_6m',
        'marketing_contacts_current_month', 'tenure_days', 'promo_purchase_share',
        'categories_per_visit', 'unpaid_items_quarter', 'service_errors_quarter',
        'pages_per_visit']) }}

    union all

    {{ rejected_copies('market_money', ['customer_id', 'period'], ['revenue']) }}

    union all

    {{ rejected_copies('market_time', ['customer_id', 'period'], ['minutes']) }}

    union all

    {{ rejected_copies('money', ['customer_id'], ['monthly_profit']) }}

),

rejected as (

    select
        unreadable.export,
        unreadable.customer_id,
        unreadable.reason || coalesce(
            '; nearest known: «' || nearest.nearest
            || '» (add the spelling in seeds/reference if it is right)',
            ''
        ) as reason,
        unreadable.raw_values

    from unreadable
    left join nearest
        on unreadable.export = nearest.export
        and unreadable.reason = nearest.reason

    union all

    select
        export,
        customer_id,
        case
            when are_identical then what || ' stands in several identical rows; one was kept'
            else what || ' stands in several rows that differ'
        end as reason,
        raw_values

    from copies
    where copy_number > 1 or not are_identical

),

final as (

    select
        *,
        row_number() over (
            partition by export
            order by reason, customer_id, raw_values
        ) as rejection

    from rejected

)

select * from final
