{# How the limits of a campaign are given to customers; see docs/decisions/0009. #}

{# A number near 1, drawn for each customer and offer. It tells alike customers apart, who
   would all want the same offer at the same price. #}
{% macro tie_break(customer, offer) -%}
    (0.999 + 0.002 * {{ campaign_draw('cast(' ~ customer ~ ' as ' ~ dbt.type_string()
        ~ ") || '|' || " ~ offer) }})
{%- endmacro %}

{# The rows of a relation once for each of the `limits` that they take of, with the amount.
   The holdout takes nothing. #}
{% macro taken_of_limits(relation, cost, contacts) -%}
    select
        {{ relation }}.*,
        limits.limit_name,
        case
            when {{ relation }}.is_holdout then 0
            when limits.resource = 'budget' then {{ cost }}
            when limits.resource = 'contacts' then {{ contacts }}
            else 1
        end as amount

    from {{ relation }}
    inner join limits
        on {{ relation }}.effect_multiplier = limits.effect_multiplier
        and (
            (limits.resource = 'budget' and {{ relation }}.cost_per_contact > 0)
            or (limits.resource = 'contacts' and {{ relation }}.is_contact)
            or limits.offer = {{ relation }}.offer
        )
{%- endmacro %}

{# One of a few hundred numbers that a larger advantage never lowers: a sum over all
   customers in turn is a sum of these, and a sum within one. #}
{% macro advantage_level(advantage) -%}
    cast(floor(8 * sign({{ advantage }}) * ln(1 + 1000000 * abs({{ advantage }}))) as integer)
{%- endmacro %}

{# One round of the plan, as CTEs behind `held`, the offer that each customer has before it, to
   `final`, the offer after it. A round is a model: Spark computes a CTE anew for each place
   that names it, and three rounds in one query would be a million times the first table. #}
{% macro allocation_round() -%}
{{ offers_asked_for() }}
{{ offers_granted() }}
{%- endmacro %}
