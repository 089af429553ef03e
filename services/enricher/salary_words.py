"""The words around an amount that make it pay, tell its period, or give it away as something else."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from typing import Literal

from services.enricher.reading import any_of

Period = Literal["hour", "day", "week", "month", "year"]

_FLAGS = re.IGNORECASE

# A noun of time needs "per" or the like before it ("38 hours" is no pay); an adverb stands alone.
_ADVERBS: list[tuple[Period, str]] = [
    (
        "hour",
        r"hourly|horaire|\A\s?hr\b|ph\b|p\.?/?h\b\.?|p\.?u\.?(?=\W|$)|stündlich|stundenlohn|pro\s+stunde|godzinowo|\*?h\b(?=\W|$)",
    ),
    ("day", r"daily|pd\b|p/d\b|per\s+diem|täglich|tagessatz|journalier"),
    ("week", r"weekly|\A\s?wk\b|pw\b|p/w\b|wöchentlich|hebdomadaire|semanal\w*"),
    (
        "month",
        r"monthly|pcm\b|pm\b|p/m\b|p\.m\.(?=\s*(?:gross|brutto|$))|monatlich|monatsbrutto\w*|mensuel\w*|mensil\w*|mensual\w*|mensal|mensais|miesięcznie|měsíčně|mesačne|lunar|havi|mtl\b",
    ),
    (
        "year",
        r"yearly|\A\s?yr\b|annually|annualized|annual|annum|p\.?a\b\.?|lpa\b|jährlich|jahresbrutto\w*|annuel\w*|jahresgehalt|pro\s+anno|anual\w*|anuais|annu[aoi]\b|rocznie|ročně|årlig\w*|årslön",
    ),
]
_NOUNS: list[tuple[Period, str]] = [
    ("hour", r"hours?\b|hrs?\b|h\b|stunde\b|std\b|heure|uur\b|u\b|hora\b|timme?n?\b|time\b|ora\b|godz|hod"),
    ("day", r"days?\b|diem|tag\b|jour(?:née)?\b|dag\b|d[ií]a\b|giorno|dzień|den\b"),
    ("week", r"weeks?\b|wks?\b|woche\b|semaine|semana\b|settimana|vecka|uge\b"),
    (
        "month",
        r"(?:calendar\s+)?months?\b|mo\b|mth\b|mnth\b|monat\b|mois\b|maand\b|m[eê]se?\b|mån(?:ad)?\b|måned\b|mnd\b|md\b|mies|měsíc|mesiac|kk\b|kuukau|bulan\b|lun[aă]\b|hó\b|мес",
    ),
    ("year", r"years?\b|yrs?\b|annum|jahr\b|an\b(?!\s+(?:hour|hr))|année|anno\b|jaar\b|a[nñ]o\b|år\b|rok\b|год"),
]
_PER = r"(?:(?:per|an?|each|every|each\s+calendar|pro|par|por|al|na|za|pr\.?|på|a\s+la|all['’]|i|om|im|in\s+der|die|de|le|la|в)\s*(?<=[\s'’.])(?:working\s+|worked\s+|clinical\s+|billable\s+|teaching\s+|contact\s+|calendar\s+|school\s+|academic\s+|contract\s+)?|/\s?(?:per\s)?|\\\s?|p\.\s?|(?:de\s+)?l['’]|-per-)"
_SKIPPED = r"(?!\s?\.\s+(?-i:[A-Z])(?!er\b))[\s)\]*]{0,4}(?:(?:gross|brutto|bruto|brutos?|brutt|brut|hrub[éá]ho|lord[aeio]|nets?|net[oa]s?|nett[eio]|netto|bruts|líquidos?|base(?:\s+(?:salary|pay))?|basic|salary|plus|usd|cad|gbp|eur|inr|aud|euros?|dollars|per\s+head|(?:full\s+time\s+)?equivalent|average|avg\.?|guaranteed|minimum|take[\s-]home)\b)?[\s,.(\[*-]{0,3}"
PERIOD_AFTER = re.compile(
    _SKIPPED
    + r"(?:"
    + "|".join(
        rf"(?P<{period}>(?:(?:per|an?|pro|par|im|/)\s?)?(?:{adverb})|{_PER}(?:{noun}))"
        for (period, adverb), (_, noun) in zip(_ADVERBS, _NOUNS, strict=True)
    )
    + ")",
    _FLAGS,
)
# The unit of something that is neither pay nor a time: "$200 per shift".
OTHER_UNIT_AFTER = re.compile(
    r"\s?(?:/|per|an?|each|pro|par)\s?(?:\d[\d,]*\s)?(?:shift|person|mile|km|call|unit|visit|session|article|word|head|second|minute|sq|square|foot|ton|item|piece|night|order|user|seat|student|game|class|patient|delivery|load|gallon|share|barrel)s?\b",
    _FLAGS,
)
# Pay told by a period that is none of ours: half a month, two weeks, a pay cheque.
_ODD = r"(?:bi|semi)-?\s?(?:weekly|monthly)|fortnight(?:ly)?|(?:twice|two\s+times)\s+(?:an?|per|each|every|/)\s?(?:month|week)|(?:per|an?|every|each|/)\s?(?:pay\s?(?:period|day|check|cheque)|paycheck|(?:two|2|other)\s+weeks?|fortnight|quarter)"
ODD_PERIOD_AFTER = re.compile(rf"^[\s(]{{0,2}}(?:gross\s+)?(?:{_ODD})\b", _FLAGS)
ODD_PERIOD_BEFORE = re.compile(rf"(?<![\d$£€]\s)\b(?:{_ODD})\b[^.;\n\d$£€]{{0,25}}[$£€]?\s?$", _FLAGS)
PERIOD_BEFORE = re.compile(
    r"(?:(?P<hour>hourly|per\s+hour|(?:salary|pay|rate|wage)/hour|stunden(?:lohn|satz|vergütung)|taux\s+horaire|salaire\s+horaire|uur(?:loon|tarief)|tim(?:lön|løn|elønn?|eløn)|stawka\s+godzinowa|oraria|時給)|(?P<day>daily|day\s+rate|per\s+day|tagessatz|tjm\b|(?:taux|tarif)\s+journalier|日給)|(?P<week>weekly|per\s+week)"
    r"|(?P<month>monthly|per\s+month|monatlich\w*|monats\w*|mensuel\w*|mensual\w*|mensal|mensile|maand\w+|månads\w+|måneds\w+|miesięczn\w+|月給|月収|月薪)|(?P<year>annual(?:ly|ized|ised)?|yearly|per\s+(?:year|annum)|jahres\w*|jährlich\w*|annuel\w*|anual|annu[ao]|(?-i:RAL|SBA)\b|jaar\w+|årslön|年収|年俸|年薪|ctc|ote\b))[^.;\n\d]{0,50}$",
    _FLAGS,
)

# Nouns and verbs after which an amount is pay, each language with the stems it cannot do without.
PAY_WORDS = (
    (
        (
            "salar",
            "pay",
            "wage",
            "comp",
            "cash",
            "remun",
            "rate",
            "paid",
            "tc",
            "target",
            "stipend",
            "living",
            "market",
            "budget",
        ),
        re.compile(
            r"\b(?:pay|salary|wage|compensation)\s+(?:plans?|grades?|schedules?|tables?|matrix)\b|\bsalaried\b|\bsalar(?:y|ies)(?:\s+targets?)?\b(?!\s*(?:packag\w+|sacrific\w+|bands|claims|reviews?|surveys?|data|reports?))|(?<!we\s)\bpay\b(?!\s*(?:attention|off|out|gaps?|cuts?|rises?|raises?|increases?|equality|bills?|rent|for\s(?!this\b|the\s+(?:role|position|job|shift|post|opening|opportunity|contract|assignment)\b|(?:our\s+)?\w{3,}(?:er|or|ist|ian|ant|man)s\b)|back|roll|as\s+you|equity|slips?))|\bwe\s+pay\b|\bpaying\b(?=\W*(?:up\s+to|from|between|around|about|at\s+least)?[^\w.]*$)|\bpays\b(?!\s+(?:out|off|for|back))"
            r"|\b(?:total|annual|base|cash)\s+(?:comp|cash)\b|\b(?-i:TC)(?=\s*[:=$£€])|\bon[\s-]target\s+earnings\b|^\W*(?:monthly\s+|weekly\s+)?stipend(?=\s*[:–=]|\s*$)|\b(?:an?|the|plus|and|monthly|weekly|annual|yearly|living|training|research|doctoral|tax[\s-]free|taxable|taxed|generous|modest)\s+stipend\b|\bstipend\s+(?:for|of|in)\s+(?:the|this|an?)\s+(?:\w+\s+){0,2}(?:\w+ship|residency|intern|fellow|position|role|program)\b|\bliving\s+allowance\b|\bmarket[\s-]related\b|\bbudget(?=\s+for\s+(?:this|the)\s+(?:role|position|hire)\b)|\b(?:position|role|job|post|opening|vacancy|salary)\s+(?:is|has\s+been)\s+budgeted\b|\bcompensation(?:\s+package\s+worth|\s+targets?)?\b(?!\s+(?:committee|payouts?|orders?|schemes?|claims?|funds?|insurance|plans))|\bremuneration\b|(?<!-)\bwages?\b(?!\s+(?:theft|laws?|subsid\w+|bills?|claims?|garnish\w+|and\s+hour))|\b(?:is|are|be|get|gets|being)\s+paid\b|\bpaid\s+(?:at|between|hourly|weekly|monthly)"
            r"|\b(?:hourly|daily|day|base|starting|pay|wage|contract|award|casual)\s+rates?\b|^\W*billing\s+rate\b|^\W*(?:(?:the|our)\s+)?rates?\b|\b(?:hiring|pay|salary|wage|compensation)\s+(?:range|scale|band)\b|\bpayscale\b",
            _FLAGS,
        ),
    ),
    (
        ("gehalt", "lohn", "einkommen", "vergüt", "verdien", "entgelt", "zahlen", "satz"),
        re.compile(
            r"\b\w*gehalt(?!s(?:erhöh|abrech|rechner|vergleich|vorschuss))\w*|\b\w*vergütung\b|\bvergüte[tn]\b|\b\w*verdienst\b|\bverdien(?:st|en)\b|\b(?:je|man|ihr|du)\s+verdien\w+|\b\w*lohn\b|\b(?!haushalts|grund)\w*einkommen\b|\bentgelt\b|\bwir\s+(?:be)?zahlen\b|\btagessatz\b|\bstundensatz\b",
            _FLAGS,
        ),
    ),
    (
        (
            "salar",
            "salár",
            "sueldo",
            "retribu",
            "stipendio",
            "ral",
            "sba",
            "loon",
            "tarief",
            "lön",
            "løn",
            "wynagrodz",
            "remunera",
            "compens",
            "bruto",
            "mzda",
            "plat",
            "palk",
            "pensj",
            "zarob",
            "stawk",
            "maaş",
            "gaji",
            "paga",
            "vencim",
            "bolsa",
            "зарплат",
            "оклад",
        ),
        re.compile(
            r"\b\w*salari(?:o|os|s|u|ul)\b|\bsalário\b|\bsueldos?\b|\bretribu(?:ción|zione|ição)\b|\bstipendio\b|\b(?-i:RAL|SBA)\b|\b\w*(?:loon|tarief|lön|løn|lønn|lönen|lønnen)\b|\bwynagrodzeni\w+|\bremunera(?:ción|ção|zione)\b|\bcompenso\b"
            r"|\bbruto\s+(?:mensual|anual|mensal)\b|\bmzda\b|\bplat\b|\bpalkka\w*|\bpensja\b|\bzarobki\b|\bstawka\b|\bmaaş\b|\bgaji\b|\bpaga\b|\bvencimento\b|\bbolsa[\s-]aux[íi]lio\b|\bзарплата\b|\bоклад\b",
            _FLAGS,
        ),
    ),
    (
        ("月", "年", "給", "薪", "급", "봉"),
        re.compile(r"[月年時日]給|[月年]収|年俸|[月年]薪|給与|薪资|薪資|工资|연봉|월급|시급|급여", _FLAGS),
    ),
    (
        (
            "salair",
            "salarial",
            "touch",
            "percevr",
            "gagn",
            "payé",
            "gratif",
            "fixe",
            "rémun",
            "tjm",
            "taux",
            "tarif",
            "trait",
        ),
        re.compile(
            r"\bsalaires?\b|\b(?:échelle|grille|fourchette)\s+salariale\b|\b(?:toucher?|percevr|gagner?)(?:ez|as)\b|(?<!congés\s)\bpayée?s?\b|\bgratification\b|\bfixe(?=\s*(?:de|:|brut|annuel))|\brémunér\w+|\btjm\b|\b(?:taux|tarif)\s+(?:horaire|journalier)\b|\btraitement\s+de\b",
            _FLAGS,
        ),
    ),
)
# What is said not to be in the pay.
LEFT_OUT = re.compile(
    r"\((?:not\s+incl|excl|before|without|in\s+addition|plus)[^)\n]*\)|\+\s*[^\W\d_]+(?=\s*[,;)=])", _FLAGS
)
# These too, in a sentence that tells of nothing else.
WEAK_PAY_WORD = any_of(
    r"\bfor\s+this\s+(?:role|position|job)\s+(?:is|starts?|ranges?|will\s+be)\b|\bbase\b|\bbasic\b|\b(?:weekly|monthly|annual|hourly)\s+(?:gross|net|take[\s-]home|earnings)\b|\b(?:weekly|monthly|annual|hourly|daily)\s+(?:minimum|guarantee)(?:\s+(?:of|is))?\W*$|\b(?:our|the)\s+offer\W*$|\bwhat(?:['’]s|\s+is)\s+in\s+it\s+for\s+(?:you|me)\b|\b(?:band|grade|spine|scale|step)(?:\s+points?)?\s+\w{1,3}(?:\s*(?:to|-|–)\s*\w{1,3})?\W*$|(?:month|week|year|hour)s?\s+contract\s+(?:at|paying)\W*$|\b(?:hire|bring|take)\s+(?:\w+\s+){0,3}?on\s+at\W*$|\bcan\s+expect\b|\b(?:are|you['’]re)\s+on\W*$|\bctc\b|\bote\b|\bpackage\b|\bwe(?:['’]re|\s+are)?\s+(?:now\s+)?offer(?:ing)?\W*$|\brange\b(?:\s+\w+)?\s*(?:is|for|of|:|\()|\bearnings?\b|\b(?:hourly|annually|annual|monthly|weekly|daily)\W{0,4}$",
)
# What stands before such a verb tells of something else.
PAY_VERB = re.compile(
    r"\b(?:you|du|vous)(?:['’]ll|\s+will|\s+can)?\s+(?:get|receive|make|take\s+home|erhältst|bekommst|recevez|touchez)\b",
    _FLAGS,
)
STIPEND_AFTER = re.compile(
    r"^\s*(?:(?:living|monthly|weekly|annual|yearly|tax[\s-]free|taxable|training|research)\s+)*stipend\b(?!\s+(?:for|to|toward))",
    _FLAGS,
)
# What follows pay and nothing else.
PAY_AFTER = re.compile(
    r"^\s*for\s+(?:(?:this|the)\s+(?:[\w-]+\s+){0,3}?(?:role|position|job|post|opening)|\d+\s+(?:days|months|weeks))\b|^\s*in\s+(?:annual|total|base|yearly|gross)\s+(?:\w+\s+)?(?:compensation|salary|pay|earnings|wages)\b|^\s*(?:[,;/|-]|and|to|und|et)?\s*(?:an?\s+)?max(?:imum)?(?:\s+of)?\W*[$£€₹\d]|^[\s,.()*+–-]{0,4}(?:(?:per|an?|/)\s?\w+\s*)?[\s,(*-]{0,3}(?:base\b|basic\b|salary\b|gross\b|brutto\b|bruto\b|brut\b|fix(?:gehalt|um|e)?\b|(?:grund|jahres)?gehalt\b|jahresbrutto|monatsbrutto|ctc\b|fixed\b|in[\s-]hand\b|ote\b|package\b|wages?\b|d\.?o\.?e\b|fte\b|pro\s+rata|depending\s+on|based\s+on|commensurate|selon|je\s+nach|negotiable"
    r"|(?:\+|plus|and|incl\w*|excl\w*|with)\s*(?:of\s+|up\s+to\s+)?(?:super\w*|bonus\b|benefits|car\b|commission|equity|overtime|tips|ote\b|holiday|pension|van\b|excellent|package|penalty|\d+\s?%|[$£€]|great|full|company|health|(?:an?\s+)?(?:annual|performance|discretionary)))",
    _FLAGS,
)

# Right after the amount, with at most two words between.
TRAP_AFTER = re.compile(
    r"^\+?[\s)]*-?(?:(?!(?:before|after|without|excluding|this|is|are|plus|and|with|base|or|depending|excl\w*|incl\w*|doe|in|of|for|at|to|from|on|as|per|an?|the)\b)\w[\w-]*[ -]+){0,2}?(?:aum\b|revenues?\b|turnover|funding|valuation|assets|budgets?\b|bonus|sign[\s-]?(?:on|ing)\b|stipend|allowance|reimburs\w*|tuition|insurance|coverage|relocation|referral|donat\w+"
    r"|(?:to|for)\s+(?:the\s+)?charity|grants?\b|loans?\b|for\s+(?:an?|each|every)\s+(?:\w+\s+)?(?:survey|referral|friend|review|visit|test|trial|study|task)\b|in\s+(?!lieu\b)(?:\w+\s+){0,2}(?:sales|claims|revenues?|funding|assets|savings|equity|stock|annual(?!\s+(?:\w+\s+)?(?:compensation|salary|pay|earnings|wages|income))|rent|tips|fees?|tax(?:es)?|dues|interest|premiums|benefits|bonus(?:es)?)\b|towards?\b|premiums?\b(?!\s+pay)|fees?\b|deposit\b|fine\b|sales\b|arr\b|portfolio|deductible|equity|stock|invest\w*|vouchers?|credits?\b|contribution|match\b|prize|award|discount|savings|retention|cards?\b|coupons?\b|pass(?:es)?\b|employees|customers|members|users|clients|people|patients|students|locations|stores|countries|companies|applications|payroll"
    r"|square|sq\b|lbs?\b|pounds\b|miles|km\b|tons?\b|hours\b|years?\s+of|umsatz|visitors|downloads|followers|records|calls|words|units|firms|from\s+tenants|with\s+vendors|for\s+(?:your|referr\w+|schools|clients|customers)|prime\b|\w*kosten\b|\w*geld\b|\w*pauschale\b|\w*gutschein\w*|\w*zulage\b|in\s+damages|zuschuss|prämie|benefits?programm|(?:shift\s+)?differential|uplift|extra\b)",
    _FLAGS,
)  # fmt: skip
# A part of the amount is told, not the amount.
SHARE_OF = re.compile(
    r"(?:%|\bpercent|\b(?:half|third|quarter|part|most))\s+of\s+(?:the|your|an?|each|every|their)?\W*$", _FLAGS
)
# What comes on top of the amount is no trap.
EXTRAS = re.compile(
    r"^\s*(?:\+|,|\(|&|(?:plus|and|und|sowie|et|y|en|with|incl\w*|excl\w*|d\.?o\.?e|depending|based|zzgl|inkl)\b)",
    _FLAGS,
)
# Of the parts of a package the fixed one is the pay.
FIXED_AFTER = re.compile(r"^[\s,(]{0,2}(?:in\s+|of\s+)?(?:annual\s+)?(?:base|basic|fixed|fix|fixe)\b", _FLAGS)
# What may be earned when all goes well is not what is paid.
EXPECTED_HINTS = ("ote", "target", "potential", "compens", "reach", "earn", "actual")
EXPECTED_BEFORE = re.compile(
    r"\b(?:ote|on[\s-]target|potential|total\s+compensation|may\s+reach|could\s+earn|realistic\s+(?:earnings|income)|actual\s+(?:salary|pay))\b[^.;\n\d]*$",
    _FLAGS,
)
EXPECTED_AFTER = re.compile(r"^\W{0,3}(?:\w+\s+)?(?:ote|on[\s-]target|potential)\b(?!\W{0,6}\d)", _FLAGS)
# "We raised starting pay to $19" tells no bound.
RAISED = re.compile(r"\b(?:rais|increas|mov|went|go|r[io]s|climb|gr[eo]w)\w*\b[^.;\n]*\bto\W*$", _FLAGS)
STARTS = re.compile(r"\bstart(?:s|ing)?\s+(?:out\s+)?(?:at|from)\W*$", _FLAGS)
UP_TO = re.compile(
    r"(?<!\w)(?:(?<!step\s)(?<!move\s)(?<!go\s)(?<!went\s)up\s?to|as\s+(?:much|high)\s+as|max(?:imum|\.)?(?:\s+(?:salary|pay|rate|wage|base|compensation))?(?:\s+of)?|(?:^|[:,;|–-]|\b(?:salar(?:y|ies)|pay|paying|wages?|rates?|earnings|earn|package|income|base|basic|ote))\s*to|bis\s+zu|bis|jusqu['’]à|(?:no|not)\s+more\s+than|not\s+(?:to\s+)?exceed(?:ing)?|capped\s+at|at\s+most|höchstens|maximaal|maximal|máximo|massimo|até|fino\s+a|upp\s+till|op\s+til|tot|hasta|under)\s*(?:is\s*)?:?\s*$",
    _FLAGS,
)
_CODE = r"(?:(?:usd|cad|aud|gbp|eur|€)\s?)?"
_OF_PAY = r"(?:\s+(?:base|annual|hourly|salary|pay|rate|wage|range|compensation|amount)){0,3}(?:\s+(?:is|of))?"
MINIMUM = re.compile(
    rf"(?:\b(?:minimum|minimaal|mindestens|min\.?)(?:{_OF_PAY}|[^.;\n\d]{{0,25}}\bis)|\branges?\s+from|\b(?:starting|entry(?:[\s-]level)?|beginning)\s+(?:salary|pay|wage|rate)(?:\s+(?:is|of))?)\s*[:–-]?\s*{_CODE}$",
    _FLAGS,
)
MAXIMUM = re.compile(
    rf"(?:\b(?:maximum|maximaal|maximal|höchstens|max\.?)(?:{_OF_PAY}|[^.;\n\d]{{0,25}}\bis)|\bup\s+to|\btop(?:\s+(?:salary|pay|wage|rate|step|scale|earnings)(?:\s+(?:is|of))?|(?:ping|s)?\s+out\s+at))\s*[:–-]?\s*{_CODE}$",
    _FLAGS,
)
MINIMUM_AFTER = re.compile(
    r"^[\s(]{0,2}(?:(?:first|bottom|entry|starting|minimum|min)\b(?:\s+(?:step|rate|pay|salary|level))?(?=[\s,;/)]|$)(?!\s+(?:year|month|day|week|bonus)))",
    _FLAGS,
)
MAXIMUM_AFTER = re.compile(
    r"^[\s(]{0,2}(?:(?:top|final|last|maximum|max)\b(?:\s+(?:step|rate|pay|salary|level))?(?=[\s,;/).]|$)(?!\s+(?:year|month|day|week|bonus)))",
    _FLAGS,
)
# One of a list: "Step 1 $48,112 Step 2 $50,036".
STEP_HINTS = ("step", "stufe", "échelon", "increment", "spine", "jahr", "année")
STEP = re.compile(
    r"\b(?:step|stufe|échelon|increment|spine\s+point)\s+\w{1,3}\W*$|\b[1-5]\.\s*(?:(?:ausbildungs|lehr)?jahr|année)\W*$",
    _FLAGS,
)
BETWEEN = re.compile(
    r"(?:\bbetween|\bzwischen|\bentre|\bfrom|\bvon|\bde|\btra|\bfra|\bmellan|\bmellem|\bmellom|\btussen|\bpomiędzy)\s*(?:[$£€₹]|[A-Z]{3})?\s?$",
    _FLAGS,
)
CURRENCY_FIELD = re.compile(r"\b[Cc]urrency\s*[:=]\s*([A-Z]{3})\b")
# A number without sign, unit and period that is followed by another word counts something.
COUNTED = re.compile(
    r"^[\s)]+(?!(?:per|an?|each|every|plus|and|or|with|depend\w+|based|doe|to|for|in|at|on|as|is|was|up|gross|net|brut\w*|netto|pay|salary|base|basic|annual\w*|year\w*|month\w*|week\w*|hour\w*|negotiable|commensurate|according|selon|je|incl\w*|excl\w*|pro|prorata|max\w*|min\w*|ote|fte|ctc|range|approx\w*|total|guaranteed|starting|entry|full|part|fixed|package|plus|dollars?|euros?|pounds?|rupees|us|usd|equivalent|the|of|all|we|you|your|our|this|bonus|comm\w*|super\w*|benefits|car|by|from|under|but|if|when|while|circa|pa|p|k|x|w)\b)[^\W\d_]{2,}",
    _FLAGS,
)
# An amount at the head of a line, or after these alone, is told for itself.
LEAD_IN = re.compile(
    r"^[\s*•·–>|(#\[-]*(?:(?:circa|c\.|ca\.?|approx(?:imately)?\.?|around|about|up\s?to|from|ab|bis(?:\s+zu)?|von|de|à\s+partir\s+de|jusqu['’]à|between|zwischen|entre|start(?:s|ing)\s+(?:at|from)|paying|competitive|guaranteed|to|est(?:imated)?\.?|offering|over|employer\s+(?:provided|est\.?)|(?:min|max)(?:imum|\.)?(?:\s+of)?)\s*)*[\s:*(–-]*(?:[$£€₹¥]|[A-Z]{3}|[A-Z]{1,2}\$|rs\.?)?\s?$",
    _FLAGS,
)
