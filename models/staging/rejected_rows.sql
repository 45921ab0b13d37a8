-- One row per rejected row of an export, with the reason: it could not be read, or the
-- export has another row for the same customer (and month).
{% set spellings = [
    ('market_file', 'activity', 'Покупательская активность', 'activity_labels'),
    ('market_file', 'service_level', 'Тип сервиса', 'service_levels'),
    ('market_file', 'favourite_category', 'Популярная_категория', 'categories'),
    ('market_money', 'period', 'Период', 'periods'),
    ('market_time', 'period', 'Период', 'periods'),
] %}
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

hints as (
    {% for export, value, column, known in spellings %}
    {{ nearest_spellings(export, value, column, ref(known)) }}

    union all
    {% endfor %}
    {{ consent_words('market_file', 'Разрешить сообщать') }}

    union all

    {{ label_codes_hint('market_file', 'Покупательская активность') }}

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
        unreadable.reason || coalesce(hints.hint, '') as reason,
        unreadable.raw_values

    from unreadable
    left join hints
        on unreadable.export = hints.export
        and unreadable.reason = hints.reason

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
        -- What is wrong, without the value.
        {{ dbt.split_part('reason', "': «'", 1) }} as cause,
        cast(
            row_number() over (
                partition by export
                order by
                    reason nulls last,
                    customer_id nulls last,
                    raw_values nulls last
            ) as bigint
        ) as rejection

    from rejected

)

select * from final
