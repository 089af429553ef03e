{# The key of a thing from one source: md5 of the source's name and its own id, as uuid. #}
{% macro source_key(source_name, id) -%}
    md5('{{ source_name }}:' || {{ id }})::uuid
{%- endmacro %}
