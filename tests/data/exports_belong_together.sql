-- market_file shares most of its customers with each other export. Exports that share few
-- customers are of different months or stores.
with

counts as (
    {% for other in ['market_money', 'market_time', 'money'] %}
    select
        '{{ other }}' as other,
        sum(case when is_in_market_file then 1 else 0 end) as customers,
        sum(case when is_in_{{ other }} then 1 else 0 end) as others,
        sum(case when is_in_market_file and is_in_{{ other }} then 1 else 0 end) as shared

    from {{ ref('int_customers_seen') }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    'market_file and ' || other || ' do not belong together. Expected: at least '
    || cast(ceil(least(customers, others) * {{ var('min_share_of_shared_customers') }}) as bigint)
    || ' customers in both (min_share_of_shared_customers = {{ var('min_share_of_shared_customers') }} of '
    || least(customers, others) || '). Found: ' || shared || ' of ' || customers || ' and '
    || others || '. Are they of one month? What is published stays as it was.' as problem

from counts
where shared < least(customers, others) * {{ var('min_share_of_shared_customers') }}
