{# The rows of an export that can stand: all without a problem, and one of copies that
   agree. Copies that contradict each other cannot be trusted. #}
{% macro kept_rows(export_name, columns, where='true') -%}
    {% set rows = ref('typed_' ~ export_name) -%}
    select
        {{ columns | join(',\n        ') }}

    from {{ rows }} as typed
    where
        rejected_row is null
        and {{ where }}
        and not exists ({{ copies_of(export_name) }})

    union all

    select distinct
        {{ columns | join(',\n        ') }}

    from {{ rows }} as typed
    where
        exists ({{ copies_of(export_name) }} and copies.are_identical)
        and {{ where }}
{%- endmacro %}

{# What `exists` asks of a typed row: is its key that of several rows? #}
{% macro copies_of(export_name) -%}
    select 1 as one
        from {{ ref('repeated_rows') }} as copies
        where
            copies.export = '{{ export_name }}'
            {%- for key in export_keys()[export_name] %}
            and copies.{{ key }} = typed.{{ key }}
            {%- endfor %}
{%- endmacro %}
