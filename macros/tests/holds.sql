{# What a model promises: see macros/broken_rules.sql. #}
{% test holds(model, rules=[], key=[], references={}) %}
{{ broken_rules(model, rules, key, references) }}
{% endtest %}
