{# Glassdoor sends 0 for what it does not know. Whether a rating lies between 0 and 1 or 0 and 5 is `ceiling`. #}
{% macro rating(text, ceiling=5) -%}
    case
        when {{ text }} ~ '^\d(\.\d{1,20})?$' and {{ text }}::numeric between 0.001 and {{ ceiling }}
            then round({{ text }}::numeric, 2)
    end
{%- endmacro %}


{# Glassdoor's words for the number of employees, as the sizes that campaigns choose from. #}
{% macro company_size(text) -%}
    case
        when {{ text }} ~* '^1 to 50 ' then '1-50'
        when {{ text }} ~* '^51 to 200 ' then '51-200'
        when {{ text }} ~* '^201 to 500 ' then '201-500'
        when {{ text }} ~* '^501 to 1,?000 ' then '501-1000'
        when {{ text }} ~* '^1,?001 to 5,?000 ' then '1001-5000'
        when {{ text }} ~* '^5,?001 to 10,?000 ' then '5001-10000'
        when {{ text }} ~* '^10,?00[01]\+ ?' then '10001+'
    end
{%- endmacro %}


{# The host of an address without "www.", lower case. #}
{% macro website_domain(text) -%}
    lower(substring({{ text }} from '^(?:[A-Za-z]+://)?(?:[Ww]{3}\.)?([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,})'))
{%- endmacro %}
