{# The levels of staging.job_enrichments and marts.job_campaigns. #}
{% macro seniority_levels() -%}
    {{ return(['intern', 'junior', 'mid', 'senior', 'lead', 'principal', 'manager', 'director', 'executive']) }}
{%- endmacro %}


{# The names in a list of skills, each once and in alphabetical order; the list holds objects with `skill`, or plain names. #}
{% macro skill_names(skills) -%}
    (
        select array_agg(distinct named.skill order by named.skill)
        from (
            select btrim(case jsonb_typeof(item) when 'object' then item ->> 'skill' when 'string' then item #>> '{}' end) as skill
            from jsonb_array_elements(case jsonb_typeof({{ skills }}) when 'array' then {{ skills }} else '[]' end) as item
        ) as named
        where named.skill <> ''
    )
{%- endmacro %}
