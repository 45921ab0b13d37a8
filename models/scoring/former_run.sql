-- One row: this month, and the run that scored the newest month before it. The history is read
-- as earlier builds left it, and not by ref: it takes this month in later.
{% set scores = last_built('score_history') if execute else none %}
{% set runs = last_built('model_runs') if execute else none %}
{% set facts = ['parameters_hash', 'library_versions', 'artifact_sha256', 'problem'] %}
with

{% if none in [scores, runs] -%}
final as (

    select
        '{{ campaign() }}' as as_of,
        cast(null as {{ dbt.type_string() }}) as run_id,
        cast(null as {{ dbt.type_string() }}) as learnt_in,
        cast(null as bigint) as months_since,
        false as is_old
        {%- for fact in facts %},
        cast(null as {{ dbt.type_string() }}) as {{ fact }}
        {%- endfor %}

)
{%- else -%}
used as (

    select
        run_id,
        min(as_of) as learnt_in,
        max(as_of) as used_in

    from {{ scores }}
    where as_of < '{{ campaign() }}'
    group by run_id

),

newest as (

    select *
    from used
    where used_in = (select max(used_in) from used)

),

this_month as (

    select '{{ campaign() }}' as as_of

),

final as (

    select
        this_month.as_of,
        newest.run_id,
        newest.learnt_in,
        cast({{ months_apart('newest.learnt_in', 'this_month.as_of') }} as bigint) as months_since,
        coalesce(
            {{ months_apart('newest.learnt_in', 'this_month.as_of') }}
            >= {{ var('challenge_after_months') }},
            false
        ) as is_old
        {%- for fact in facts %},
        runs.{{ fact }}
        {%- endfor %}

    from this_month
    left join newest
        on newest.used_in < this_month.as_of
    left join {{ runs }} as runs
        on newest.run_id = runs.run_id

)
{%- endif %}

select * from final
