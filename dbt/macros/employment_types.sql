{#
  The canonical employment types named in a source's list or, when the list names none, in its display text, which is
  localised ("Full–time", "フルタイム、パートタイム"). Each type once, in the order of the list below. Temporary work counts as contract.
#}
{% macro employment_types(list_text, display_text) -%}
    {%- set folded = "upper(translate(%s, ' -–—‑_', ''))" -%}
    case {{ list_text }}
        when '["FULLTIME"]' then array['full_time']
        when '["PARTTIME"]' then array['part_time']
        when '["CONTRACTOR"]' then array['contract']
        when '["INTERN"]' then array['internship']
        else coalesce(
            nullif({{ _types_named(folded | replace('%s', list_text)) }}, '{}'),
            {{ _types_named(folded | replace('%s', 'coalesce(' ~ display_text ~ ", '')")) }}
        )
    end
{%- endmacro %}


{% macro _types_named(folded) -%}
    array_remove(array[
        case when {{ folded }} ~ 'FULLTIME|VOLLZEIT|TEMPSPLEIN|TIEMPOCOMPLETO|JORNADACOMPLETA|TEMPOINTEGRAL|TEMPOPIENO|VOLTIJDS|FULLTID|HELTID|フルタイム|正社員|ПОЛНАЯЗАНЯТОСТЬ|ПОЛНЫЙРАБОЧИЙ|全职|全職|정규직' then 'full_time' end,
        case when {{ folded }} ~ 'PARTTIME|TEILZEIT|TEMPSPARTIEL|TIEMPOPARCIAL|MEDIAJORNADA|MEIOPERÍODO|TEMPOPARCIAL|TEMPOPARZIALE|DEELTIJDS|DELTID|パートタイム|アルバイト|ЧАСТИЧНАЯЗАНЯТОСТЬ|НЕПОЛНЫЙРАБОЧИЙ|兼职|兼職|시간제' then 'part_time' end,
        case when {{ folded }} ~ 'CONTRACT|TEMPORARY|PERDIEM|FREELANCE|BEFRISTET|INTÉRIM|CDD|契約|請負|業務委託|ПОДРЯД|ВРЕМЕННАЯ|合同工|계약직' then 'contract' end,
        case when {{ folded }} ~ 'INTERN($|[^A])|PRAKTIKUM|WERKSTUDENT|TIROCINIO|PRÁCTICAS|ESTÁGIO|インターン|СТАЖИРОВКА|实习|實習|인턴' then 'internship' end
    ], null)
{%- endmacro %}
