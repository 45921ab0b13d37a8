{# What a model promises: see macros/broken_rules.sql. #}
{% test holds(model, rules=[], key=[], references={}) %}
-- A view is worked out once, whatever is asked of it.
with looked_at as (

    select * from {{ model }}

)

select * from (

{{ broken_rules('looked_at', rules, key, references) }}

) as broken
{% endtest %}
