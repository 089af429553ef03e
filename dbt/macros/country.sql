{# ISO 3166-1 alpha-2 in lower case; "UK" is gb, and a few names and three-letter codes that boards send are known. #}
{% macro country_code(text) -%}
    case
        when lower({{ text }}) in ('uk', 'gbr', 'united kingdom', 'great britain', 'england', 'scotland', 'wales') then 'gb'
        when lower({{ text }}) in ('usa', 'united states', 'united states of america') then 'us'
        when lower({{ text }}) in ('can', 'canada') then 'ca'
        when lower({{ text }}) in ('ind', 'india') then 'in'
        when lower({{ text }}) in ('deu', 'germany') then 'de'
        when {{ text }} ~ '^[A-Za-z]{2}$' then lower({{ text }})
    end
{%- endmacro %}
