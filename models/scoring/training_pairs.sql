-- One row per customer and pair of months that the archive holds: the features of the one, the
-- label of the other. With `prediction_horizon_months` between them a pair teaches a forecast;
-- pairs of one month teach what models learn without an archive. The history is read as earlier
-- builds left it, and not by ref: it takes this month in later. Empty where this month's labels
-- have no pair, or no earlier month to learn from.
{% set horizon = checked_setting('prediction_horizon_months') | int %}
{% set last_month = months_before(horizon) %}
{% set rows_max = var('training_rows_max') %}
{# Customers change over the years. #}
{% set months_max = 12 %}
{% set scores = last_built('score_history') if execute else none %}
{% set features = last_built('feature_history') if execute else none %}
{% set known = columns_of(features) %}
{% set id = 'cast(features.customer_id as ' ~ dbt.type_string() ~ ')' %}
with

customers as (

    select * from {{ ref('customer_features') }}

),

{% if none in [scores, features] -%}
final as (

    select
        customer_id,
        '{{ campaign() }}' as as_of,
        '{{ campaign() }}' as labelled_in,
        activity
        {%- for feature in feature_columns() %},
        {{ feature }}
        {%- endfor %}

    from customers
    where false

)
{%- else -%}
labels as (

    select
        customer_id,
        as_of as labelled_in,
        activity

    from {{ scores }}
    where as_of < '{{ campaign() }}' and activity is not null
    union all
    select
        customer_id,
        '{{ campaign() }}' as labelled_in,
        activity

    from customers
    where activity is not null

),

features as (

    select * from {{ features }}
    where
        is_trainable
        and as_of between '{{ months_before(months_max) }}' and '{{ last_month }}'

),

counted as (

    select
        sum(case when as_of = '{{ last_month }}' then 1 else 0 end) as judged,
        sum(case when as_of < '{{ last_month }}' then 1 else 0 end) as earlier

    from features

),

-- Of those who are judged the hash of an id draws some. Of the earlier months together it draws
-- twice as many: the fold that is judged and its near-copies are left out of what is learnt.
drawn as (

    select features.*
    from features
    cross join counted
    where
        case
            when features.as_of = '{{ last_month }}'
                then {{ hash_share(id) }} * counted.judged <= {{ rows_max }}
            else {{ hash_share(id ~ " || features.as_of") }} * counted.earlier <= {{ 2 * rows_max }}
        end

),

final as (

    select
        drawn.customer_id,
        drawn.as_of,
        labels.labelled_in,
        labels.activity
        {%- for feature in feature_columns() %},
        {{ 'drawn.' ~ feature if feature in known else 'null' }} as {{ feature }}
        {%- endfor %}

    from drawn
    inner join labels
        on drawn.customer_id = labels.customer_id
        and (
            {{ months_apart('drawn.as_of', 'labels.labelled_in') }} = {{ horizon }}
            or drawn.as_of = labels.labelled_in
        )
    where
        not ({{ is_untrusted_label('labels.activity', 'labels.customer_id') }})
        -- What was known when the last of these features were seen, and what came of them.
        and (
            labels.labelled_in <= '{{ last_month }}'
            or labels.labelled_in = '{{ campaign() }}'
        )

)
{%- endif %}

select * from final
