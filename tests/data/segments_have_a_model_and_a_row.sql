-- A segment needs its row in seeds/rules/segments.csv. (Its model is asked for by dbt.)
{% set models = [] %}
{% if execute %}
    {% for node in graph.nodes.values()
       if node.resource_type == 'model' and node.schema == 'segments'
       and node.name not in ('segment_base', 'customer_segments') %}
        {% do models.append(node.name) %}
    {% endfor %}
{% endif %}
with

models as (
    {% for name in models or [''] %}
    select '{{ name }}' as segment
    {{ 'union all' if not loop.last }}
    {%- endfor %}

),

found as (

    select
        coalesce(models.segment, segments.segment) as segment,
        models.segment is not null as has_model,
        segments.segment is not null as has_row

    from models
    full join {{ ref('segments') }} as segments
        on models.segment = segments.segment

)

select * from found
where not has_model or not has_row
