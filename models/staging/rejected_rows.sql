-- One row per row of an export that cannot stand, with the reason.
{% set known_spellings = {
    'market_file': {'activity': 'activity_labels', 'service_level': 'service_levels',
        'has_consent': 'consent_answers', 'favourite_category': 'categories'},
    'market_money': {'period': 'periods'},
    'market_time': {'period': 'periods'},
} %}
with

unreadable as (
    {% for export in export_keys() %}
    select
        '{{ export }}' as export,
        {{ rejected_part('id') }} as customer_id,
        {{ rejected_part('reason') }} as reason,
        {{ rejected_part('values') }} as raw_values

    from {{ ref('typed_' ~ export) }}
    where rejected_row is not null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

nearest as (
    {% for export, maps in known_spellings.items() %}
    {%- set last_export = loop.last %}
    {%- for value, known in maps.items() %}
    {{ nearest_spellings(export, value, ref(known)) }}
    {{ 'union all' if not (last_export and loop.last) }}
    {%- endfor %}
    {%- endfor %}

),

copies as (
    {% for export, keys in export_keys().items() %}
    select
        '{{ export }}' as export,
        {{ "'the month of the customer'" if 'period' in keys else "'the customer'" }} as what,
        copies.are_identical,
        cast(typed.customer_id as {{ dbt.type_string() }}) as customer_id,
        concat_ws('; '
            {%- for name in keys + export_values()[export] -%}
            , '{{ name }}=' || coalesce(cast(typed.{{ name }} as {{ dbt.type_string() }}), '')
            {%- endfor -%}
        ) as raw_values,
        row_number() over (
            partition by {% for key in keys %}typed.{{ key }}{{ ', ' if not loop.last }}{% endfor %}
            order by typed.customer_id
        ) as copy_number

    from {{ ref('typed_' ~ export) }} as typed
    inner join {{ ref('repeated_' ~ export) }} as copies
        on {{ same_keys(export) }}
    where typed.rejected_row is null
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

final as (

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

)

select * from final
