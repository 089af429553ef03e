"""The words that say an amount is told about something else than pay, as sets: a look-up costs a tenth of a pattern."""

# A row of words is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from itertools import pairwise

from services.enricher import salary_subjects
from services.enricher.reading import words_of
from services.enricher.salary_subjects import says_who_earns, tells_of_others
from services.enricher.salary_words import Period

_TOKEN = re.compile(r"[\w&']+")


# What money is raised, spent, owed or insured for.
_MONEY = words_of("""
    aum revenue revenues turnover funding fund funds raise raises raised raising value values valued valuation assets cover budget budgets
    bonus bonuses signing stipend stipends allowance allowances tuition coverage relocation retention donor donors grant grants charity
    gave sales target targets quota quotas acv arr portfolio portfolios deductible stock stocks shares worth save saves saving savings
    discount discounts credit credits voucher vouchers prize prizes award awards fee fees fine fines loss losses spent cost costs deal
    deals scholarship scholarships loan loans mortgage mortgages debt debts fortune incentive incentives rent rents rental house houses
    claim claims cash payroll transaction transactions process processes processed freight parking adoption childcare gym membership
    memberships laptop laptops learning equipment violation violations payment payments commuter premium case cases p&l responsibility
    emi instalment instalments hsa fsa 401 401k pension merit bills billed tips extra additional differential differentials uplift
    aide emis louer overtime severance facturés income incomes contracts expense expenses plan plans policy disability accident program programme scheme miete spesen loyer assistance moving meal meals lunch fuel card cards coupon coupons prizes
    presupuesto facturación ventas bono bonos prima ayuda ayudas fondo inversión ingresos comisión comisiones dietas orçamento faturamento vale bônus investimento receita comissão prêmio
    fatturato buoni buono premio premi contributo rimborso omzet vergoeding toeslag bijdrage budżet premia premii dofinansowanie obrót obroty dodatek omsättning omsetning omsætning bidrag tillägg tillæg
    pauschale zulage boni gutschein sachbezug weihnachtsgeld urlaubsgeld primes panier carte chèque chèques remboursement investissent
    levée dépenses dépense frais provision provisionen kosten ausgaben mutuelle titre titres ticket tickets participation avantage avantages
""")
_BEGINNINGS = (
    "fundrais", "reimburs", "insur", "referr", "donat", "invest", "contribut", "match", "spend", "pric", "purchas", "subsid", "penalt", "collect",
    "charg", "negotiat", "umsatz", "urlaub", "indemnité", "budget",
    "weiterbild",
    "fortbild",
)  # fmt: skip
_ENDINGS = (
    "prämie",
    "prämien",
    "prime",
    "zuschuss",
    "zuschüsse",
    "budget",
    "weiterbild",
    "fortbild",
    "bonus",
    "pauschale",
    "zulage",
    "zuschlag",
    "zuschläge",
    "gutschein",
    "vergoeding",
    "toeslag",
    "bidrag",
    "refeição",
)
_PHRASES = (
    "sign on", "one time", "paid out", "per diem of", "benefits of", "benefit of", "support of", "help of", "plans start", "plan starts",
    "commission of", "commissions of", "commission up to", "commissions up to", "commission is", "chiffre d'affaires", "chiffre d affaires", "series a", "series b", "series c", "series d", "series e",
)  # fmt: skip
# Whom it comes from or how many there are; not in "customer service".
_PEOPLE = words_of("""
    client clients customer customers kunden member members tenant tenants vendor vendors supplier suppliers patient patients employees users families households competitors
    visitors downloads followers account accounts project projects market markets marketing companies homes properties app apps phone internet
""")
_TRADES = words_of("""
    representative representatives associate associates manager managers executive executives rep reps advisor adviser assistant consultant
    service success care support experience specialist coordinator engineer analyst lead director
""")
# "Our client" is for whom an agency hires.
_OURS = {
    ("our", "client"),
    ("team", "members"),
    ("crew", "members"),
    ("staff", "members"),
    ("team", "member"),
    ("crew", "member"),
    ("staff", "member"),
    ("in", "charge"),
}
_HARMLESS = {("cost", "of", "living"), ("cost", "to", "company"), ("price", "work", "or")}
_SEPARATOR = re.compile(r"[:|•*–]|\s-\s")
_BOUND = re.compile(
    r"(?:\bup\s+to|\bno(?:t)?\s+(?:more|less)\s+than|\bat\s+(?:least|most)|\bfrom|\bover|\babove|\baround|\bbis(?:\s+zu)?|\bab|\bà\s+partir\s+de)$",
    re.IGNORECASE,
)
# Without one of these it is no sentence; written large they may be names ("Zone A").
_FUNCTION_WORDS = words_of("""
    a an the is are was were be been has have had of to for by with from on in at over after and that which who our their its it we they he she this these
    par pro per je between each every will can may must as than de del di da do van w na op på av för till al het der die das ein eine einen von mit für zu und ist sind wir im am un une le la les des du de au aux pour avec est sont et nous
""")
# One of these says that it is about the job.
_PROMISES = words_of("""
    offer offers offered offering paying payrate earnings candidate candidates applicant applicants compensated role position job guaranteed expect assignment internship apprenticeship vacancy opening
    bieten steigst startest beginnst verdienst verdienen erhältst erhalten bekommst offrons proposons gagnez touchez ofrecemos cobrarás offriamo bieden verdien oferujemy oferecemos erbjuder tilbyder
""")
# What the label of a rate may end with that is no job.
_LABEL_WORDS = words_of("""
    work works shift shifts night nights day days evening evenings weekend weekends weekday weekdays week time hour hours hourly weekly monthly annual annually daily yearly gross net take home
    start starting training trained experience experienced certified licensed qualified hiring hire role roles position positions job jobs opening openings contract rate rates salary pay wage range base basic
    month year years from upto around about approx circa plus minimum maximum average guaranteed paying offering competitive probation location locations grad grads graduates internship internships apprenticeship placement horaire mensuel annuel remote hybrid onsite team crews lead
    stunden std lohn gehalt brutto netto tag nacht salaire taux brut fixe nuit jour loon uurloon stawka salario sueldo lön løn
""")
_LABEL_ENDS = re.compile(r"[:(–,*•|)-]\s*(?:[$£€₹]|[A-Z]{3})?\s?$")
_VERBS = words_of(
    "get gets receive receives earn earns make makes made pay pays paid cost costs owe owes spend spends give gives gave win won bill bills charge charges raise raised lost verlangen verlangt kosten kostet zahlen zahlt berechnen nehmen erhalten bekommen paient paie coûte coûtent versent verse facturent demandent"
)
# Of these an hour's pay is told.
_HOURS_TOLD = re.compile(
    r"\b(?:(?:part|full)[\s-]time|(?:hours|hrs)\s*(?:a|per|/|each|every)\s*(?:week|wk)|shifts?|come\s+work|nights|evenings|weekends|vollzeit|teilzeit|minijob|temps\s+(?:plein|partiel)|you(?!r)|du|vous|je)\b",
    re.IGNORECASE,
)
# What people ask of others for their work, and what the law or the past says of wages.
_IS_BILLED = re.compile(
    r"\b(?:bill(?:s|ed|ing)?|charg\w+|cost\w*|pric\w+|fees?|rent\w*|hire\s+out|lessons?|minimum|living|less|under|once|verlang\w*|nehmen|berechne\w*|kosten|kostet|zuschl\w+|factur\w+|paient|versent|(?<!wir\s)(?:be)?zahlen|prix|tarifs?|lou(?:e|ent|er)|average|median|typical|nationwide|was|were|paid\s+for)\b",
    re.IGNORECASE,
)
_OF_A_JOB = re.compile(
    rf"\b(?:{salary_subjects.JOB}|\w+ian|fellow|(?:gs|wg|gg|nf)(?=[\s-]?\d)|tier|zone|level|grade|band|step|shift|senior|junior|entry|full|part|training|w2|1099|c2c|ir35|contract|paye|freelance|temp|minimum|maximum)\b",
    re.IGNORECASE,
)
# "Travel nurse in Reno, ": where the job is belongs to the label.
_JOB_SOMEWHERE = re.compile(
    rf"^(\W*(?:[\w-]+\s+){{0,3}}(?:{salary_subjects.JOB}|assignment|position|role|job|opening|contract))\s+(?:in|at|near|for)\s+(?:the\s+)?(?-i:[A-Z])[\w .-]*,?\s*$",
    re.IGNORECASE,
)
_TITLE_ENDS = re.compile(
    r"\b([a-z]+)\s*(?:[,:–—|-]|(?=\spaying\s))\s*(?:(?:up\s+to|from|circa|c\.|around|about|paying|to)\s*)?(?:[$£€₹]|[A-Z]{3})?\s*$",
    re.IGNORECASE,
)
# "Nursery Nurse - Level 3 - up to".
_GRADES = re.compile(r"\s*[-–,(]\s*(?:level|grade|band|tier|step|nvq)\s*\w{1,3}\b\)?", re.IGNORECASE)
_TITLE_LENGTH = 50
_SENTENCE_WORDS = re.compile(
    r"\b(?:is|are|was|were|be|our|we|they|their|its|who|which|if|when|because|per|each|every)\b", re.IGNORECASE
)
_START = re.compile(
    r"^\W{0,3}(?:job\b|role\b|position\b|starting\b|to\s+start|start\b|at\s+entry|doe\b|depending|base\b|basic\b|gross\b|brutto\b)",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"^[\s(]{0,2}(?:towards?|off|back|worth|of\s+(?!(?:experience|base|salary|pay|guaranteed|gross)\b)|to\s+(?:spend|use|cover|support|help|buy|invest|attend|put)|in\s+(?!(?:the|our|this|your|their|all)\b|(?:annual|total|base|yearly|gross)\s+(?:\w+\s+)?(?:compensation|salary|pay|earnings|wages)|[A-Z])|for(?=\s))\s*+"
    r"(?!(?:this|the\s+(?:role|position|job|right|first|duration|(?:\w+\s+)?(?:year|season|summer|term|semester))|all|full|part|\d+|an?\s+\d+|\w{4,}(?:er|or|ist)s\b|nurses|experienced|qualified|new|junior|senior|entry|candidates|those|each|every|days?|nights?|weekends?|people\s+with|(?:[\w-]+\s+){0,2}(?:candidates?|applicants?|hires?))\b)",
)
# "£45,000 for an experienced payroll manager".
_FOR_WHOM = re.compile(r"^\s*for\s+an?\s+((?:[\w-]+\s*){1,5})", re.IGNORECASE)
_ON_TOP = frozenset(("equity", "commission", "commissions", "tips"))
# "$75 monthly …": what is named behind the adverb is what is paid for.
_OF_WHAT = re.compile(
    r"^[\s(]*(?:annual|yearly|monthly|weekly|daily|quarterly)\s+(?!(?:plus|and|or|with|for|to|in|at|on|as|per|is|are|depending|based|base|basic|salary|salaried|gross|net|guaranteed|average|starting|pay|paid|take|doe|dependent|full|part|after|before|during|while|until|when|if|wage|rate|income|earnings|compensation|package|total|minimum|maximum|ctc|usd|cad|aud|eur|gbp|but|not|excl\w*|incl\w*|equivalent|contract|before|of|from|brutto|brut|bruto)\b)[a-z]"
)
_ELSEWHERE = ("from tenants", "from customers", "from clients", "with vendors", "with us", "on ads", "keep us")


def names_money(text: str) -> bool:
    """Whether something that costs or brings money is named: what stands between a pay word and an amount."""
    tokens = _tokens(text)
    return not _ON_TOP.isdisjoint(tokens) or _names(tokens, _MONEY)


def names_other(text: str) -> bool:
    """Whether a sentence tells of other money or of other people's; "nannies with our families" are those of the job."""
    tokens = _tokens(text)
    who = salary_subjects.subject(text)
    if who == "ours":
        tokens = [word for last, word in pairwise(["", *tokens]) if last != "our"]
    return who == "others" or _names(tokens, _MONEY) or _names(tokens, _PEOPLE)


def is_label(before: str) -> bool:
    """Whether what stands before an amount is a title or a label and no sentence: "Tier 1:", "Night Nurse - "."""
    last = _SEPARATOR.split(_BOUND.sub("", before.rstrip(" \t$£€(*:–-")))[-1]
    if job := _JOB_SOMEWHERE.match(last):
        last = job[1]
    words = _TOKEN.findall(last)
    if any(word.lower() in _VERBS for word in words):
        return False
    return not any(word.lower() in _FUNCTION_WORDS for word in words if len(word) > 1 or word.islower())


def is_title(before: str) -> bool:
    """Whether a job is named right before the amount: "Van driver, up to"."""
    before = _GRADES.sub("", salary_subjects.GENDERS.sub("", before))
    found = _TITLE_ENDS.search(before)
    return bool(
        found and len(before) <= _TITLE_LENGTH and salary_subjects.is_job(found[1]) and not _is_sentence(before)
    )


def _is_sentence(text: str) -> bool:
    return not _VERBS.isdisjoint(_tokens(text)) or bool(_SENTENCE_WORDS.search(text))


def names_thing(before: str) -> bool:
    """Whether a label ends with what is sold or let and not with a job: "Camper vans from", "Photo booth"."""
    words = _TOKEN.findall(_SEPARATOR.split(_BOUND.sub("", before.rstrip(" \t$£€(*:–-")))[-1])
    last = words[-1] if words else ""
    # "RN float pool" names who works there.
    if (
        len(last) < 4
        or any(word.isupper() and salary_subjects.is_job(word) for word in words)
        or last in _LABEL_WORDS
        or _OF_A_JOB.fullmatch(last)
    ):
        return False
    return last.islower() or (last.endswith("s") and not last.endswith("ss") and last.lower() not in _LABEL_WORDS)


def promises(before: str, rest: str) -> bool:
    """Whether a sentence says that somebody gets the amount for the job."""
    if who := salary_subjects.subject(before):
        return who == "ours"
    return not _PROMISES.isdisjoint(_tokens(before)) or bool(_START.match(rest)) or says_who_earns(before)


def is_told_for_the_job(before: str, rest: str, *, is_range: bool, period: Period | None) -> bool:
    """Whether a label or a sentence tells the amount as what the job pays.

    An hourly rate or a range behind any label is pay unless that names other money; a range without a period only where
    the label ends like one. A single figure by the month or the year is told of many things, so its label has to name a
    job or a grade.
    """
    if tells_of_others(before):
        return False
    is_for_time = salary_subjects.names_job(before) or (period == "hour" and _HOURS_TOLD.search(before))
    # By the day many things are let.
    is_wage = period == "hour" or (period == "day" and _LABEL_ENDS.search(before))
    if is_wage and is_for_time and not _IS_BILLED.search(before):
        return True
    if not _ON_TOP.isdisjoint(_tokens(before)):
        return rest.lstrip().startswith("guaranteed")
    if is_title(before) or (
        is_label(before)
        and not (names_thing(before) and not is_range)
        and (period == "hour" or _OF_A_JOB.search(before) or (is_range and (period or _LABEL_ENDS.search(before))))
    ):
        return True
    return promises(before, rest)


def is_for_something(told: str, rest: str, *, is_wage: bool) -> bool:
    """Whether an amount is given for a purpose: "$75 a month for your phone"."""
    if _OF_WHAT.match(told):
        return True
    if (whom := _FOR_WHOM.match(rest)) and salary_subjects.names_job(whom[1]):
        return False
    return bool(_PURPOSE.match(rest)) and not (is_wage and rest.lstrip().startswith("for"))


def goes_elsewhere(text: str) -> bool:
    """Whether what follows an amount names other money, or whom it comes from."""
    tokens = _tokens(text)
    return _names(tokens, _MONEY) or _holds(tokens, _ELSEWHERE)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("’", "'"))


def _names(tokens: list[str], words: frozenset[str]) -> bool:
    for place, word in enumerate(tokens):
        if (
            word in words
            or word.removesuffix("s") in words
            or (words is _MONEY and (word.startswith(_BEGINNINGS) or word.endswith(_ENDINGS)))
        ):
            # "Sales consultants", "grants officer", "customer service advisor".
            following = tokens[place + 1 : place + 3]
            if any(map(salary_subjects.is_worker, following)) or (
                (word == "sales" or words is _PEOPLE) and not _TRADES.isdisjoint(following)
            ):
                continue
            if place and (tokens[place - 1], word) in _OURS:
                continue
            if (word, *following) in _HARMLESS:
                continue
            return True
    return words is _MONEY and _holds(tokens, _PHRASES)


def _holds(tokens: list[str], phrases: tuple[str, ...]) -> bool:
    joined = " ".join(tokens)
    return any(phrase in joined for phrase in phrases)
