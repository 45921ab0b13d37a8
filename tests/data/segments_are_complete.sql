-- Each segment has its four parts: a row in seeds/rules/segments.csv, a file that says who is in
-- it, a description beside the file, and its name in members_by_rule.sql.
{% set helpers = ['segment_inputs', 'members_by_rule', 'customer_segments', 'segment_sets'] %}
{% set files, described = [], [] %}
{% for node in graph.nodes.values() if node.resource_type == 'model'
   and node.package_name == project_name and node.fqn[1] == 'segments'
   and node.name not in helpers %}
    {% do files.append(node.name) %}
    {% do described.append(node.name) if node.description %}
{% endfor %}
{% set united = [] %}
{% for union in ['members_by_rule', 'customer_segments'] if execute %}
    {% do united.extend(graph.nodes['model.' ~ project_name ~ '.' ~ union].refs | map(attribute='name')) %}
{% endfor %}
with

files as (
    {% for name in files %}
    select
        '{{ name }}' as segment,
        {{ 'true' if name in described else 'false' }} as is_described,
        {{ 'true' if name in united else 'false' }} as is_united
    {{ 'union all' if not loop.last }}
    {%- else %}
    select
        cast(null as {{ dbt.type_string() }}) as segment,
        true as is_described,
        true as is_united
    {%- endfor %}

),

rules as (

    select segment from {{ ref('segments') }}

)

select
    case
        when files.segment is null
            then 'The segment ' || rules.segment || ' of seeds/rules/segments.csv has no file models/segments/'
            || rules.segment || '.sql that says who is in it.'
        when rules.segment is null
            then 'models/segments/' || files.segment
            || '.sql has no row in seeds/rules/segments.csv with its names, owner and priority.'
        when not files.is_described
            then 'models/segments/' || files.segment || '.sql has no models/segments/'
            || files.segment || '.yml that describes it.'
        else 'The segment ' || files.segment
            || ' is missing in the list of models/segments/members_by_rule.sql.'
    end as problem

from files
full join rules
    on files.segment = rules.segment
where
    files.segment is null
    or rules.segment is null
    or not files.is_described
    or not files.is_united
