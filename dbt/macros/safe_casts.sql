{# Casts of values that a source may send in any type: what cannot be read is null, never an error. #}

{% macro safe_numeric(text) -%}
    case when {{ text }} ~ '^-?\d{1,12}(\.\d{1,20})?$' then {{ text }}::numeric end
{%- endmacro %}


{% macro safe_integer(text) -%}
    case when {{ text }} ~ '^-?\d{1,9}$' then {{ text }}::integer end
{%- endmacro %}


{% macro safe_boolean(text) -%}
    case lower({{ text }}) when 'true' then true when 'false' then false end
{%- endmacro %}


{# Seconds since 1970, between 2001 and 2286. #}
{% macro safe_epoch(text) -%}
    case when {{ text }} ~ '^\d{10}(\.\d{1,6})?$' then to_timestamp({{ text }}::double precision) end
{%- endmacro %}


{# ISO 8601; without a zone it is UTC. The day is checked against its month first: a cast of 30 February is an error. #}
{% macro safe_timestamptz(text) -%}
    {%- set day = '(19|20)\d\d-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])' -%}
    {%- set time = '([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?' -%}
    {%- set zone = '(Z|[+-](0\d|1[0-4]):?[0-5]\d)' -%}
    case
        when {{ text }} !~ '^{{ day }}([T ]{{ time }}{{ zone }}?)?$' then null
        when substring({{ text }}, 9, 2)::integer > extract(
            day from make_date(substring({{ text }}, 1, 4)::integer, substring({{ text }}, 6, 2)::integer, 1)
            + interval '1 month - 1 day'
        ) then null
        when {{ text }} ~ '[T ].*{{ zone }}$' then {{ text }}::timestamptz
        else {{ text }}::timestamp at time zone 'UTC'
    end
{%- endmacro %}


{% macro safe_coordinate(text, limit) -%}
    case
        when {{ text }} ~ '^-?\d{1,3}(\.\d{1,20})?$' and abs({{ text }}::double precision) <= {{ limit }}
            then {{ text }}::double precision
    end
{%- endmacro %}
