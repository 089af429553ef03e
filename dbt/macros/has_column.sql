{# Whether a built table has a column already: one that was added to its model since is not there before the next build. #}
{% macro has_column(relation, name) -%}
    {{ return(adapter is defined and name in (adapter.get_columns_in_relation(relation) | map(attribute='name') | list)) }}
{%- endmacro %}
