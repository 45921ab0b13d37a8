{# In production a folder's schema is its whole name, which BI tools and analysts know. Any
   other target puts its own name before it, so that people can share a database. #}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- if custom_schema_name is none -%} {{ target.schema }}
    {%- elif target.name in ['prod', 'spark', 'spark_cluster'] -%} {{ custom_schema_name | trim }}
    {%- else -%} {{ target.schema }}_{{ custom_schema_name | trim }}
    {%- endif -%}
{%- endmacro %}
