-- Each offer that the var measured_effect names is an offer of seeds/rules/offers.csv.
with

measured as (
    {% for offer in var('measured_effect') %}
    select {{ sql_text(offer) }} as offer
    {{ 'union all' if not loop.last }}
    {%- else %}
    select cast(null as {{ dbt.type_string() }}) as offer
    where false
    {%- endfor %}

)

select
    'The var measured_effect names the offer «' || measured.offer
    || '», which is not in seeds/rules/offers.csv.' as problem

from measured
left join {{ ref('offers') }} as offers
    on measured.offer = offers.offer
where offers.offer is null
