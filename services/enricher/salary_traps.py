"""The words that say an amount is told about something else than pay, as sets: a look-up costs a tenth of a pattern."""

# A row of words is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(r"[\w&']+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What money is raised, spent, owed or insured for.
_MONEY = _words("""
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
_PEOPLE = _words("""
    client clients customer customers kunden member members tenant tenants vendor vendors supplier suppliers patient patients employees users families households competitors
    visitors downloads followers account accounts project projects market markets marketing companies homes properties app apps phone internet
""")
# After these the word before names a trade, not an owner of money.
_PAYERS = _PEOPLE - _words("account project market marketing app phone internet") | _words(
    "students parents people buyers guests they firms agencies rivals competitors employers"
)
_TRADES = _words("""
    representative representatives associate associates manager managers executive executives rep reps advisor adviser assistant consultant
    service success care support experience specialist coordinator engineer analyst lead director
""")
_OF_THIS_JOB = re.compile(
    r"\b(?:this|it|we|you|jobs?|roles?|positions?|post|shifts?|contract|assignment|placement|internship|apprenticeship|work|time|gig|employer|company|opportunity|that|which|salary|rate|hire|engineer|nurse|driver|\w+ist)\b|[:•*|–-]\s*$",
    re.IGNORECASE,
)
_WHO_PAY = re.compile(
    r"(?<!job)(?<!jobs)(?<!position)(?<!positions)(?<!role)(?<!roles)(?<!shifts)\s(?:that|who|which)\s+$", re.IGNORECASE
)
# What is paid on top of pay, or counted in it.
_OTHER_PAY = re.compile(
    r"(?:\b(?:on[\s-]?call|overtime|holiday|sick|severance|vacation|hazard|premium|differential|maternity|parental|stand[\s-]?by|call[\s-]?out|bereavement|jury|back|unpaid|bonus|incentive|variable|travel|double[\s-]time|the\s+minimum|their|his|her|household)|['’]s\s+(?:average|typical|median|mean)(?:\s+\w+)?|\b(?:average|median|typical)\s+(?:graduate|industry|market|\w+(?:er|or|st)|nurse)|\b(?:prime|augmentation|hausse)\s+(?:sur|de|du)|\b(?!(?:today|job|role|position|post|company|firm|employer|year|it|what|that|here|there|who|let)['’])\w+['’]s(?:\s+(?:annual|base|yearly|hourly|current|starting))?|^\W*the\s+(?:\w+\s+)?(?:living|minimum)|\b(?:negotiat\w+|handl\w+|process\w*|prepar\w+|benchmark\w*|audit\w*|calculat\w+|administer\w*)(?:\s+\w+)?|\b(?:federal|state|national|statutory|legal|industry|county)(?:\s+(?:minimum|living|average|median|prevailing))*"
    r"|(?:\d\s?[x×]|\btimes|%\s+of|\bpercent\s+of)(?:\s+(?:your|the|annual|base|basic)){0,2})\s*$",
    re.IGNORECASE,
)
_OTHER_PEOPLE = r"(?:graduates|alumni|students|clients|customers|members|patients|borrowers|tenants|families|households|competitors|rivals|others|participants|consumers|homeowners|applicants\s+whose|workers|job\s*seekers|learners|claimants|parents|vendors|suppliers|referrers|guests|farmers|volunteers|(?:foster\s+)carers|victims|donors|investees|employers|kunden|lieferanten|mitglieder|teilnehmer\w*|studierende|familien|mandanten|adhérents|familles|abonnés|users|sellers|hosts|freelancers|merchants|investors|subscribers|creators|readers|residents|people)"
_RENTED = r"(?:room|court|car|van|truck|machine|equipment|night|space|venue|studio|boat|crane|bed|seat|slot)"
_OF_OTHERS = re.compile(
    rf"\s+(?:(?:of|for)\s+(?:\w+\s+){{0,2}}?{_OTHER_PEOPLE}\b|(?:for|of)\s+(?:an?|our|the)\s+(?:\w+\s+)?{_RENTED}\b|der\s+{_OTHER_PEOPLE}\b|unserer\s+\w+en\b|de\s+nos\s+\w+s\b)",
    re.IGNORECASE,
)
_OTHERS_HAVE = re.compile(
    rf"\b{_OTHER_PEOPLE}['’]?\s+(?:who\b|with\b|whose\b|that\b|(?:(?:can|can|must|should|usually|typically|often|now|currently|today)\s+)?(?:earn\w*|mak\w+)|have|has|had|get\w*|receiv\w+|negotiat\w+|land\w*|increas\w+|an?\b|salar\w+|average|report\w*)",
    re.IGNORECASE,
)
# They are what the sentence is about.
_ABOUT_OTHERS = re.compile(
    rf"^\W*(?:(?:our|the|many|most|some|all|past|former|average|die|unsere|viele|les|nos)\s+){{0,2}}(?:[\w-]+\s+)?(?:{_OTHER_PEOPLE}|household)\b(?!\s+(?:service|success|care|support|experience|relations|advis\w+|representative|associate|manager|specialist))",
    re.IGNORECASE,
)
_SEPARATOR = re.compile(r"[:|•*–]|\s-\s")
_BOUND = re.compile(
    r"(?:\bup\s+to|\bno(?:t)?\s+(?:more|less)\s+than|\bat\s+(?:least|most)|\bfrom|\bover|\babove|\baround|\bbis(?:\s+zu)?|\bab|\bà\s+partir\s+de)$",
    re.IGNORECASE,
)
# Without one of these it is no sentence; written large they may be names ("Zone A").
_FUNCTION_WORDS = _words("""
    a an the is are was were be been has have had of to for by with from on in at over after and that which who our their its it we they he she this these
    par pro per je between each every will can may must as than de del di da do van w na op på av för till al het der die das ein eine einen von mit für zu und ist sind wir im am un une le la les des du de au aux pour avec est sont et nous
""")
# One of these says that it is about the job.
_PROMISES = _words("""
    offer offers offered offering paying payrate earnings candidate candidates applicant applicants compensated role position job guaranteed expect
    bieten zahlen verdienst verdienen erhältst erhalten bekommst offrons proposons gagnez touchez ofrecemos cobrarás offriamo bieden verdien oferujemy oferecemos erbjuder tilbyder
""")
_FOR_THE_FIRM = re.compile(
    r"\b(?:earn|mak|bring|cost|sav)\w*\s+(?:us|them|(?:the|our)\s+(?:company|firm|business|bank|clients?|plant)|companies|clients|customers)\b|\bon\s+our\s+(?:platform|marketplace|site|app|network)\b|\btrial\b|\b(?:survey|study|report|research|statistics)\s+(?:found|finds|shows?|says?|suggests?)\b|\baccording\s+to\s+(?!(?:your|the\s+(?:law|pay)|experience|skills|qualif|location|collective)\b)",
    re.IGNORECASE,
)
_LABEL_ENDS = re.compile(r"[:(–,*•|)-]\s*(?:[$£€₹]|[A-Z]{3})?\s?$")
_VERBS = _words(
    "get gets receive receives earn earns make makes made pay pays paid cost costs owe owes spend spends give gives gave win won bill bills charge charges raise raised lost"
)
_HEARSAY = re.compile(
    r"^[^.;\n]{0,40}?,\s+(?:says|said|reports?|claims?)\s+(?:the|an?)\b|^[^.;\n]{0,25}?\baccording\s+to\s+(?!(?:your|experience|skills|qualif|location|collective)\b)",
    re.IGNORECASE,
)
_JOB = r"(?:\w+(?:er|or|ist|ant|ive|man)s?|(?:tech|phys|electr|libr|diet)\w*ians?|nurses?|rns?|lpns?|cnas?|clerks?|cooks?|chefs?|aides?|techs?|crews?|staff|interns?|apprentices?|trainees?)"
_YOU_GET = re.compile(
    r"(?:\b(?:you|we|i)(?:['’](?:ll|d))?\b(?:\s+(?:can|will|could|may|would|should))?(?:\s+\w+ly)?\s+|^\W*|[:!–-]\s*|\band\s+|\bto\s+)(?:(?:earn|mak|get|receiv|averag|start)\w*|(?:take|bring)\s+home)\b",
    re.IGNORECASE,
)
_WORKERS_EARN = re.compile(
    rf"^\W*(?:(?:most|many|all|some)\s+(?:of\s+)?)?(?:(?:our|experienced|licensed|certified|registered|skilled|top|new|full[\s-]time)\s+){{0,2}}(?:[\w-]+\s+)?{_JOB}\s+(?:here\s+|currently\s+|now\s+)?(?:earn|mak|averag)(?:e|s|es|ing)?\b",
    re.IGNORECASE,
)
_OF_A_JOB = re.compile(
    r"\b(?:\w+(?:er|or|ist|ant|ive|ian|man)s?|nurse|rns?|lpns?|cnas?|clerk|cook|chef|aide|tech|crew|staff|intern|apprentice|trainee|tier|zone|level|grade|band|step|shift|senior|junior|entry|full|part|training|w2|1099|c2c|ir35|contract|paye|freelance|temp|minimum|maximum)\b",
    re.IGNORECASE,
)
_START = re.compile(
    r"^\W{0,3}(?:job\b|role\b|position\b|starting\b|to\s+start|start\b|at\s+entry|doe\b|depending|base\b|basic\b|gross\b|brutto\b)",
    re.IGNORECASE,
)
_PURPOSE = re.compile(
    r"^[\s(]{0,2}(?:towards?|off|back|worth|of\s+(?!(?:experience|base|salary|pay|guaranteed|gross)\b)|to\s+(?:spend|use|cover|support|help|buy|invest|attend|put)|in\s+(?!(?:the|our|this|your|their|all)\b|[A-Z])|for(?=\s))\s*"
    r"(?!(?:this|the\s+(?:role|position|job|right|first|duration)|all|full|part|\d|an?\s+\d|experienced|qualified|new|junior|senior|entry|candidates|those|each|every|days?|nights?|weekends?|people\s+with)\b)",
)
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
    """Whether a sentence tells of other money or of other people's."""
    tokens = _tokens(text)
    pays = any(verb in ("pay", "spend") and who in _PAYERS for who, verb in pairwise(tokens))
    return pays or _names(tokens, _MONEY) or _names(tokens, _PEOPLE)


def is_others_pay(before: str, word: re.Match[str]) -> bool:
    """Whether a pay word tells of what others pay or earn: "clients pay", "overtime pay", "the salary of our graduates"."""
    start = before[: word.start()]
    name = word[0].lower()
    if name == "pay" and _WHO_PAY.search(start):
        return True
    if name in ("pays", "is paid") and start.strip() and not _OF_THIS_JOB.search(start):
        return True
    if name in ("pay", "pays") and (is_payer(start) or (name == "pays" and _names(_tokens(start), _MONEY))):
        return True
    if _OTHER_PAY.search(start[-40:]) or _OF_OTHERS.match(before, word.end()):
        return True
    return tells_of_others(start)


def is_payer(before: str) -> bool:
    """Whether those are named last who pay and are not paid: "clients pay $500"."""
    tokens = _tokens(before[-20:])
    return bool(tokens) and tokens[-1] in _PAYERS


def is_label(before: str) -> bool:
    """Whether what stands before an amount is a title or a label and no sentence: "Tier 1:", "Night Nurse - "."""
    last = _SEPARATOR.split(_BOUND.sub("", before.rstrip(" \t$£€(*:–-")))[-1]
    words = _TOKEN.findall(last)
    if words and words[-1].lower() in _VERBS:
        return False
    return not any(word.lower() in _FUNCTION_WORDS for word in words if len(word) > 1 or word.islower())


def says_who_earns(before: str) -> bool:
    """Whether it is you, we or people of the job who get, make or earn an amount."""
    return bool(_YOU_GET.search(before) or _WORKERS_EARN.match(before))


def promises(before: str, rest: str) -> bool:
    """Whether a sentence says that somebody gets the amount for the job."""
    if not _PROMISES.isdisjoint(_tokens(before)) or _START.match(rest):
        return True
    return says_who_earns(before)


def tells_of_others(before: str) -> bool:
    """Whether a sentence tells what others earn, or what earns money for the firm."""
    if _ABOUT_OTHERS.match(before):
        return True
    return bool(_FOR_THE_FIRM.search(before) or _OTHERS_HAVE.search(before) or _OF_OTHERS.search(before))


def is_for_others(rest: str) -> bool:
    """Whether others get what stands before: "$45 an hour for its members"."""
    return bool(_OF_OTHERS.match(rest))


def is_told_for_the_job(before: str, rest: str, *, is_range: bool, is_hourly: bool, has_period: bool) -> bool:
    """Whether a label or a sentence tells the amount as what the job pays.

    An hourly rate or a range behind any label is pay unless that names other money; a range without a period only where
    the label ends like one. A single figure by the month or the year is told of many things, so its label has to name a
    job or a grade.
    """
    if tells_of_others(before):
        return False
    if not _ON_TOP.isdisjoint(_tokens(before)):
        return rest.lstrip().startswith("guaranteed")
    if is_label(before) and (
        is_hourly or _OF_A_JOB.search(before) or (is_range and (has_period or _LABEL_ENDS.search(before)))
    ):
        return True
    return promises(before, rest)


def is_hearsay(rest: str) -> bool:
    """Whether the figure is somebody's who counts what others earn."""
    return bool(_HEARSAY.match(rest))


def is_for_something(told: str, rest: str, *, is_wage: bool) -> bool:
    """Whether an amount is given for a purpose: "$75 a month for your phone"."""
    if _OF_WHAT.match(told):
        return True
    return bool(_PURPOSE.match(rest)) and not (is_wage and rest.lstrip().startswith("for"))


def goes_elsewhere(text: str) -> bool:
    """Whether what follows an amount names other money, or whom it comes from."""
    tokens = _tokens(text)
    return _names(tokens, _MONEY) or _holds(tokens, _ELSEWHERE)


def _tokens(text: str) -> list[str]:
    return _TOKEN.findall(text.lower().replace("’", "'"))


def _names(tokens: list[str], words: frozenset[str]) -> bool:
    for place, word in enumerate(tokens):
        if word in words or (words is _MONEY and (word.startswith(_BEGINNINGS) or word.endswith(_ENDINGS))):
            if (word == "sales" or words is _PEOPLE) and place + 1 < len(tokens) and tokens[place + 1] in _TRADES:
                continue
            # "Our client" is for whom an agency hires.
            if word == "client" and place and tokens[place - 1] == "our":
                continue
            return True
    return words is _MONEY and _holds(tokens, _PHRASES)


def _holds(tokens: list[str], phrases: tuple[str, ...]) -> bool:
    joined = " ".join(tokens)
    return any(phrase in joined for phrase in phrases)
