{# What Apache Spark says in other words than DuckDB. No model asks which engine it is on. #}

{# A backslash escapes in Spark's texts, and so does no second apostrophe. #}
{% macro spark__sql_text(value) -%}
    {{ return("'" ~ value | string | replace("\\", "\\\\") | replace("'", "\\'") ~ "'") }}
{%- endmacro %}

{% macro spark__hash_share(text) -%}
    (cast(conv(substr(md5({{ text }}), 1, 8), 16, 10) as bigint) / 4294967296)
{%- endmacro %}

{% macro spark__reply_to(question, arguments) -%}
    {{ return(adapter.ask_project(question, arguments)) }}
{%- endmacro %}

{# The seed was written without these rows: tables of Parquet cannot lose a row later. #}
{% macro spark__clean_seed() -%}{%- endmacro %}

{# Tables of Spark lie in the lake, which outlives this machine. #}
{% macro spark__carry_memory_over() -%}{%- endmacro %}
