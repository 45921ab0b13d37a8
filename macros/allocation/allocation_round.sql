{# How the limits of a campaign are given to customers; see docs/decisions/0009. #}

{# A number near 1, drawn for each customer and offer. It tells alike customers apart, who
   would all want the same offer at the same price. #}
{% macro tie_break(customer, offer) -%}
    (0.999 + 0.002 * {{ campaign_draw('concat(cast(' ~ customer ~ ' as ' ~ dbt.type_string()
        ~ "), '|', " ~ offer ~ ')') }})
{%- endmacro %}

{# A limit as one word: budget, contacts, or the offer whose places it counts. #}
{% macro limit_name(resource, offer) -%}
    case when {{ resource }} = 'offer' then concat('offer ', {{ offer }}) else {{ resource }} end
{%- endmacro %}

{# The rows of a relation once for each limit that they take of, with the amount. The holdout
   takes nothing. #}
{% macro taken_of_limits(relation, cost, contacts) -%}
    {% for limit, amount, takes in [
        ("'budget'", cost, 'cost_per_contact > 0'),
        ("'contacts'", contacts, 'is_contact'),
        ("concat('offer ', offer)", '1', 'max_customers is not null'),
    ] %}
    select
        *,
        {{ limit }} as limit_name,
        case when is_holdout then 0 else {{ amount }} end as amount

    from {{ relation }}
    where {{ takes }}
    {{ 'union all' if not loop.last }}
    {% endfor %}
{%- endmacro %}

{# One of a few hundred numbers that a larger advantage never lowers: a sum over all
   customers in turn is a sum of these, and a sum within one. #}
{% macro advantage_level(advantage) -%}
    cast(floor(8 * sign({{ advantage }}) * ln(1 + 1000000 * abs({{ advantage }}))) as integer)
{%- endmacro %}

{# One round of the plan, as CTEs, from held_<round - 1> to held_<round>: the offer that each
   customer has. #}
{% macro allocation_round(round) -%}
{% set held = 'held_' ~ (round - 1) %}
{{ offers_asked_for(round, held) }}
{{ offers_granted(round, held) }}
{%- endmacro %}
