{# The readable rows of an export that share their key with another row of it, with the values
   as they were read. Used by `rejected_rows`.

   export: name of the export.
   key, values: columns of its base model. #}
{% macro rejected_copies(export, key, values) -%}
    {% set columns = {} -%}
    {% for column in key + values %}{% do columns.update({column: 'base.' ~ column}) %}{% endfor -%}
    select
        '{{ export }}' as export,
        '{{ 'the month of the customer' if 'period' in key else 'the customer' }}' as what,
        copies.are_identical,
        cast(base.customer_id as {{ dbt.type_string() }}) as customer_id,
        {{ named_values(columns) }} as raw_values,
        row_number() over (
            partition by base.{{ key | join(', base.') }}
            order by base.customer_id nulls last
        ) as copy_number

    from {{ ref('base_' ~ export) }} as base
    inner join {{ ref('base_' ~ export ~ '_copies') }} as copies
        on {% for column in key -%}
        {{ 'and ' if not loop.first }}base.{{ column }} = copies.{{ column }}{{ '\n        ' if not loop.last }}
        {%- endfor %}
    where base.rejection_reason is null
{%- endmacro %}
