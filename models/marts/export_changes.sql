-- One row per measure and category: what this month's exports say of the active customers, against
-- those of the month before in the history. Empty in the first month.
{% set share = var('max_change_of_shares') %}
{# Before, now, and the lowest and the highest value that brings no warning. #}
{% set measures = {
    'customers_in_common': (
        'customers_before', 'customers_in_common',
        'customers_before * ' ~ var('min_share_of_shared_customers'), 'cast(null as double)',
    ),
    'customers_unchanged': (
        'customers_in_common', 'unchanged',
        'cast(null as double)', 'customers_in_common * ' ~ var('max_share_unchanged'),
    ),
    'share_decreased': (
        'share_decreased_before', 'share_decreased',
        'share_decreased_before - ' ~ share, 'share_decreased_before + ' ~ share,
    ),
} %}
{% for name in ['customers', 'revenue', 'minutes'] %}
    {% set before, change = name ~ '_before', var('max_change_of_totals') %}
    {% set lowest, highest = before ~ ' * (1 - ' ~ change ~ ')', before ~ ' * (1 + ' ~ change ~ ')' %}
    {% do measures.update({name: (before, name, lowest, highest)}) %}
{% endfor %}
with

sides as (

    select
        before.previous_as_of,
        before.category,
        before.customers as customers_before,
        coalesce(now.customers, 0) as customers
        {%- for measure in ['revenue', 'minutes', 'share_decreased'] %},
        before.{{ measure }} as {{ measure }}_before,
        now.{{ measure }}
        {%- endfor %}

    from {{ ref('input_totals') }} as before
    left join {{ ref('input_totals') }} as now
        on before.category = now.category
        and now.is_now
    where not before.is_now

),

whole as (

    select * from sides
    where category = 'all'

),

in_common as (

    select * from {{ ref('customers_in_common') }}

),

measured as (

    {% for measure, (before, now, lowest, highest) in measures.items() %}
    select
        '{{ measure }}' as measure,
        'all' as category,
        {{ before }} as value_before,
        {{ now }} as value_now,
        {{ lowest }} as lowest,
        {{ highest }} as highest

    from whole
    cross join in_common
    union all
    {% endfor %}
    select
        'share_of_category' as measure,
        sides.category,
        sides.customers_before / whole.customers_before as value_before,
        sides.customers / whole.customers as value_now,
        sides.customers_before / whole.customers_before - {{ share }} as lowest,
        sides.customers_before / whole.customers_before + {{ share }} as highest

    from sides
    cross join whole
    where sides.category <> 'all'

),

final as (

    select
        '{{ campaign() }}' as as_of,
        whole.previous_as_of,
        measured.measure,
        measured.category,
        cast(measured.value_before as double) as value_before,
        cast(measured.value_now as double) as value_now,
        cast(measured.lowest as double) as lowest,
        cast(measured.highest as double) as highest,
        coalesce(measured.value_now < measured.lowest, false)
        or coalesce(measured.value_now > measured.highest, false) as is_outside

    from measured
    cross join whole

)

select * from final
