{# Whether a source states pay that can be compared: an amount and its period. #}
{% macro states_pay(source) -%}
    ({{ source }}_salary_period is not null and coalesce({{ source }}_salary_min, {{ source }}_salary_max) is not null)
{%- endmacro %}


{#
  Whether two sources state the same pay: a year of it differs by at most 2 % in every bound that both state, and they
  share one. Boards round ("82.5K"), and write an hourly wage as a yearly one.
#}
{% macro pay_agrees(one, other) -%}
    (
        {{ states_pay(one) }} and {{ states_pay(other) }}
        and num_nonnulls({{ one }}_salary_min + {{ other }}_salary_min, {{ one }}_salary_max + {{ other }}_salary_max) > 0
        {%- for bound in ['min', 'max'] %}
        and coalesce(
            abs(
                {{ one }}_salary_{{ bound }} * {{ periods_a_year(one ~ '_salary_period') }}
                - {{ other }}_salary_{{ bound }} * {{ periods_a_year(other ~ '_salary_period') }}
            ) <= 0.02 * {{ other }}_salary_{{ bound }} * {{ periods_a_year(other ~ '_salary_period') }},
            true
        )
        {%- endfor %}
    )
{%- endmacro %}


{#
  Whose pay a posting shows. A range is one value: bounds of different sources would make a range that nobody stated.
  1. Without figures of the source's own that have a period: the LLM's, else the rules', else the source's bare amount.
  2. A reading of the text that agrees with the source's figures, or (LLM and rules) with the other reading, is exact
     where the source is rounded, and is shown, unless the source states more bounds.
  3. A reading that stands alone against the source's figures is not believed.
#}
{% macro reconciled_salary_source() -%}
    case
        when not {{ states_pay('api') }} then case
            when {{ states_pay('llm') }} then 'llm'
            when {{ states_pay('rules') }} then 'rules'
            when coalesce(api_salary_min, api_salary_max) is not null then 'api'
        end
        when llm_agrees_with_api and num_nonnulls(llm_salary_min, llm_salary_max) >= num_nonnulls(api_salary_min, api_salary_max)
            then 'llm'
        when llm_agrees_with_api then 'api'
        when rules_agree_with_api and num_nonnulls(rules_salary_min, rules_salary_max) >= num_nonnulls(api_salary_min, api_salary_max)
            then 'rules'
        when rules_agree_with_api then 'api'
        when llm_agrees_with_rules then 'llm'
        else 'api'
    end
{%- endmacro %}
