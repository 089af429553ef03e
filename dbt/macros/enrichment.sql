{# The levels of staging.job_enrichments and marts.job_campaigns. #}
{% macro seniority_levels() -%}
    {{ return(['intern', 'junior', 'mid', 'senior', 'lead', 'principal', 'manager', 'director', 'executive']) }}
{%- endmacro %}


{#
  The skills that the LLM and the rules read, each once: a set of skill, kind, source, and where the description says so.
  Both are kept, because what one overlooks (or is talked out of) the other may see; the LLM comes first where both see it,
  and the rules' spelling is the canonical one. A list holds objects with `skill`, or plain names.
#}
{% macro merged_skills(llm, rules) -%}
    (
        select
            coalesce(min(named.skill) filter (where named.source = 'rules'), min(named.skill)) as skill,
            coalesce(min(named.kind) filter (where named.source = 'rules'), min(named.kind)) as kind,
            min(named.source) as source,
            min(named.starts) as starts,
            min(named.ends) as ends
        from (
            {%- for source, list in [('llm', llm), ('rules', rules)] %}
            select
                '{{ source }}' as source,
                btrim(case jsonb_typeof(item) when 'object' then item ->> 'skill' when 'string' then item #>> '{}' end) as skill,
                substring(item ->> 'kind' from '^(?:technical|soft)$') as kind,
                case when jsonb_typeof(item -> 'start') = 'number' then (item ->> 'start')::integer end as starts,
                case when jsonb_typeof(item -> 'end') = 'number' then (item ->> 'end')::integer end as ends
            from jsonb_array_elements(case jsonb_typeof({{ list }}) when 'array' then {{ list }} else '[]' end) as item
            {{- ' union all' if not loop.last }}
            {%- endfor %}
        ) as named
        where named.skill <> ''
        group by lower(named.skill)
    )
{%- endmacro %}
