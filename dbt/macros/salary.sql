{# The canonical period of what a source calls it. #}
{% macro salary_period(text) -%}
    case
        when {{ text }} ~* '^(hour|hourly|hr|h)$' then 'hour'
        when {{ text }} ~* '^(day|daily)$' then 'day'
        when {{ text }} ~* '^(week|weekly|wk)$' then 'week'
        when {{ text }} ~* '^(month|monthly|mo)$' then 'month'
        when {{ text }} ~* '^(year|yearly|annual|annually|annum|yr)$' then 'year'
    end
{%- endmacro %}


{# How many of a period a working year has: the one place where pay is annualised. #}
{% macro periods_a_year(period) -%}
    case {{ period }} when 'hour' then 2080 when 'day' then 260 when 'week' then 52 when 'month' then 12 when 'year' then 1 end
{%- endmacro %}


{# Yearly pay as an integer; null without a period. #}
{% macro yearly_salary(amount, period) -%}
    round({{ amount }} * {{ periods_a_year(period) }})::integer
{%- endmacro %}


{#
  Whether an amount can be pay at all: between 1,000 a year and a ceiling that depends on how small the currency's unit is.
  "65,000 an hour" and "45 a year" are slips of whoever filled in the form.
#}
{% macro is_plausible_pay(amount, period, currency) -%}
    ({{ amount }} * coalesce({{ periods_a_year(period) }}, 1) between
        case when {{ period }} is null then 1 else 1000 end
        and case
            when {{ currency }} in ('USD', 'CAD', 'GBP', 'EUR', 'AUD', 'NZD', 'CHF', 'SGD') then 5000000
            when {{ currency }} in ('IDR', 'VND', 'KRW', 'COP', 'CLP', 'HUF', 'IRR', 'UGX', 'TZS', 'PYG') then 2000000000
            else 100000000
        end)
{%- endmacro %}


{# An ISO 4217 code, or the sign that stands for exactly one currency. A bare "$" is a dozen currencies and so none. #}
{% macro currency_of(sign) -%}
    case lower({{ sign }})
        when 'us$' then 'USD' when 'ca$' then 'CAD' when 'a$' then 'AUD' when 'au$' then 'AUD' when 'nz$' then 'NZD'
        when '£' then 'GBP' when '€' then 'EUR' when '₹' then 'INR' when '$' then null
        else upper({{ sign }})
    end
{%- endmacro %}


{#
  Reads a whole salary phrase such as "82.5K a year", "47.50–59.01 an hour", "From US$120,000 per year", "₹6L–₹8L a year".
  The result of `salary_phrase` is what `salary_phrase_*` take. Anything longer than the phrase is not read: a sentence is
  the work of the enrichment.
  One look says whether the whole is a phrase, and only then it is cut at its amounts: one expression that also captured
  every part took 470 µs where these take 12.
#}
{% macro salary_phrase(text) -%}
    {%- set currency = '(?:' ~ _currency_signs() ~ '|' ~ _currency_codes() ~ ')' -%}
    {%- set amount = '(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,9}(?:\.\d+)?)' -%}
    {%- set period = '(?: ?(?:an?|per|/) ?(?:hour|hr|day|week|month|year|yr|annum)| (?:hourly|daily|weekly|monthly|yearly|annually))' -%}
    (
        select
            case
                when phrase ~ '^(?:from |starting at |up to )?{{ currency }}? ?{{ amount }} ?[kml]?(?: ?(?:-|to) ?{{ currency }}? ?{{ amount }} ?[kml]?)? ?(?:{{ _currency_codes() }})?{{ period }}?$'
                    {#- 1 before, 2 first amount, 3 between, 4 second amount, 5 after #}
                    then regexp_match(phrase, '^(\D*)([\d,.]+)(?:(\D*)([\d,.]+))?(\D*)$')
            end
        from (select lower(translate({{ text }}, '–—−‑', '----')) as phrase offset 0) as folded
    )
{%- endmacro %}


{% macro _currency_signs() -%}
    us\$|ca\$|au\$|a\$|nz\$|£|€|₹|\$
{%- endmacro %}


{% macro _currency_codes() -%}
    usd|cad|gbp|eur|inr|aud|nzd|chf|sgd|aed|jpy|pln|sek|nok|dkk|zar|brl|mxn
{%- endmacro %}


{% macro salary_phrase_min(m) -%}
    case when {{ m }}[1] not like 'up to %' then {{ _phrase_amount(m ~ '[2]', 'coalesce(' ~ _factor(m ~ '[3]') ~ ', ' ~ _factor(m ~ '[5]') ~ ')') }} end
{%- endmacro %}


{% macro salary_phrase_max(m) -%}
    case
        when {{ m }}[4] is not null then {{ _phrase_amount(m ~ '[4]', _factor(m ~ '[5]')) }}
        when {{ m }}[1] !~ '^(from|starting at) ' then {{ _phrase_amount(m ~ '[2]', _factor(m ~ '[5]')) }}
    end
{%- endmacro %}


{% macro salary_phrase_currency(m) -%}
    {{ currency_of(
        "coalesce(substring(" ~ m ~ "[5] from '" ~ _currency_codes() ~ "'), substring(" ~ m ~ "[1] from '"
        ~ _currency_signs() ~ '|' ~ _currency_codes() ~ "'))"
    ) }}
{%- endmacro %}


{% macro salary_phrase_period(m) -%}
    {{ salary_period('substring(' ~ m ~ "[5] from '(?:hour|hr|day|week|month|year|yr|annum|(?:hour|dai|week|month|year|annual)ly)$')") }}
{%- endmacro %}


{# What follows an amount: thousand, million or "l", the Indian lakh; "m" may also begin "mxn" or "monthly". #}
{% macro _factor(rest) -%}
    substring({{ rest }} from '^ ?([kml])(?!xn|onthly)')
{%- endmacro %}


{% macro _phrase_amount(amount, factor) -%}
    replace({{ amount }}, ',', '')::numeric
    * case {{ factor }} when 'k' then 1000 when 'l' then 100000 when 'm' then 1000000 else 1 end
{%- endmacro %}


{# Bands over yearly pay; the figures are the same in every currency, so a band compares postings of one currency only. #}
{% macro salary_band(yearly_min, yearly_max) -%}
    {%- set middle = '(coalesce(' ~ yearly_min ~ ', ' ~ yearly_max ~ ')::bigint + coalesce(' ~ yearly_max ~ ', ' ~ yearly_min ~ ')) / 2' -%}
    case
        when {{ middle }} < 50000 then 'under 50k'
        when {{ middle }} < 75000 then '50k-75k'
        when {{ middle }} < 100000 then '75k-100k'
        when {{ middle }} < 150000 then '100k-150k'
        when {{ middle }} < 200000 then '150k-200k'
        when {{ middle }} >= 200000 then '200k and more'
    end
{%- endmacro %}
