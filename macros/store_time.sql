{# When the run started, by the clock of the store. #}
{% macro store_time() -%}
    {% if var('time_zone') not in modules.pytz.all_timezones_set %}
        {% do refuse_setting('time_zone', 'is «' ~ var('time_zone') ~ '»', 'a name as Europe/Moscow') %}
    {% endif %}
    {{ return(run_started_at.astimezone(modules.pytz.timezone(var('time_zone')))) }}
{%- endmacro %}
