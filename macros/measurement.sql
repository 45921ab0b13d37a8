{# What a campaign is looked at by, and the column of customer_offers that tells; null for
   a customer whom no group of the dimension holds. #}
{% macro campaign_dimensions() -%}
    {{ return({
        'all': "'all'",
        'main_comparison': has_large_planned_effect(),
        'channel': 'channel',
        'segment': "coalesce(segment, 'none')",
        'offer': 'offer',
    }) }}
{%- endmacro %}

{# The comparison that a campaign is judged by: contacted customers, and of these the ones
   whose chance to buy less the offer should lower much. It is known before anything is sent. #}
{% macro has_large_planned_effect() -%}
    case
        when channel <> 'on_site'
            and churn_risk * cast(risk_reduction as double) >= {{ var('large_planned_effect') }}
            then 'large_planned_effect'
    end
{%- endmacro %}

{# The tenth of the risk that a customer stands in, 0 to 9; a risk of 1 falls into the last. #}
{% macro stratum_of_risk(risk) -%}
    cast(floor({{ risk }} * 9.999) as integer)
{%- endmacro %}

{# The earliest campaign that this month's exports are read for: after more months than
   the horizon, what happens has other causes. #}
{% macro first_measured_campaign() -%}
    {{ return(months_before(checked_setting('horizon_months'))) }}
{%- endmacro %}

{# An interval of 95 % reaches so many standard errors to either side. #}
{% macro standard_errors() %}{{ return(1.96) }}{% endmacro %}
