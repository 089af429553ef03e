{#
  Text as people wrote it: no-break and narrow spaces become spaces, zero-width characters, byte-order marks and markdown's
  `**` go, literal escapes such as \x26 become their character, the ends are trimmed, and nothing left is null.
  Plain `replace` on purpose: regular expressions over long UTF-8 text cost more than the rest of the model together.
#}
{% macro clean_text(text) -%}
    nullif(btrim(
        replace(replace(replace(replace(replace(replace(replace(replace(
            {{ unescape_hex(text) }},
            U&'\00A0', ' '), U&'\202F', ' '), U&'\200B', ''), U&'\200C', ''), U&'\200D', ''), U&'\2060', ''), U&'\FEFF', ''),
            '**', ''
        ),
        E' \t\r\n'
    ), '')
{%- endmacro %}


{# The same for one line, with runs of white space as one space. #}
{% macro clean_line(text) -%}
    regexp_replace({{ clean_text(text) }}, '\s+', ' ', 'g')
{%- endmacro %}


{# Literal escapes of printable ASCII that some boards leave in their text. #}
{% macro unescape_hex(text) -%}
    case
        when position('\x' in {{ text }}) > 0 then
            {% set escapes = {'20': ' ', '22': '"', '23': '#', '25': '%', '26': '&', '27': "''", '28': '(', '29': ')',
                              '2b': '+', '2B': '+', '2c': ',', '2C': ',', '2d': '-', '2D': '-', '2f': '/', '2F': '/',
                              '3a': ':', '3A': ':', '3c': '<', '3C': '<', '3d': '=', '3D': '=', '3e': '>', '3E': '>',
                              '40': '@', '5b': '[', '5d': ']', '5f': '_'} -%}
            {% for code in escapes %}replace({% endfor %}{{ text }}
            {%- for code, character in escapes.items() %}, '\x{{ code }}', '{{ character }}'){% endfor %}
        else {{ text }}
    end
{%- endmacro %}
