"""Whose pay a sentence tells: who pays, who earns, and whether that is somebody else than the people of this job."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re

from services.enricher.reading import words_of

_OF_THIS_JOB = re.compile(
    r"\b(?:this|it|we|you|jobs?|roles?|positions?|post|shifts?|contract|assignment|placement|internship|apprenticeship|fellowship|residency|traineeship|assistantship|work|time|gig|employer|company|opportunity|that|which|salary|rate|hire|engineer|nurse|driver|\w+ist)\b|^\W*(?:the|our)\s+(?:\w+\s+)?(?:school|district|hospital|university|college|county|shop|store|restaurant|hotel|firm|agency|clinic|farm|salon|museum|library|church|town)\s*$|[:•*|–-]\s*$",
    re.IGNORECASE,
)
# What is paid on top of pay, or counted in it.
_OTHER_PAY = re.compile(
    r"(?:(?<!offer\s)(?<!offering\s)(?<!pay\s)(?<!guarantee\s)\ba\s+minimum|\b(?:(?:on[\s-]?)?call|charge|preceptor|longevity|hardship|leave|overtime|holiday|sick|severance|vacation|hazard|premium|differential|maternity|parental|stand[\s-]?by|call[\s-]?(?:out|in|back)|bereavement|jury|back|unpaid|bonus|incentive|variable|travel|double[\s-]time|their|his|her|household)|['’]s\s+(?:average|typical|median|mean)(?:\s+\w+)?|\b(?:average|median|typical)\s+(?:graduate|industry|market|\w+(?:er|or|st)|nurse)|\b(?:prime|augmentation|hausse)\s+(?:sur|de|du)|\b(?!(?:today|job|role|position|post|company|firm|employer|year|it|what|that|here|there|who|let)['’])\w+['’]s(?:\s+(?:annual|base|yearly|hourly|current|starting))?|\b(?:negotiat\w+|handl\w+|process\w*|prepar(?:e|es|ing)|benchmark\w*|audit\w*|calculat\w+|administer\w*)(?:\s+\w+)?|\b(?:federal|state|national|statutory|legal|industry|county)(?:\s+(?:minimum|living|average|median|prevailing))+"
    r"|(?:\d\s?[x×]|\btimes|%\s+of|\bpercent\s+of)(?:\s+(?:your|the|annual|base|basic)){0,2})\s*$",
    re.IGNORECASE,
)
# A wage that the law or a study knows; "a minimum salary" is told by who pays it.
_LEAST_WAGE = re.compile(r"(?:\b(?:the|a|this)\s+(?:\w+\s+)?|^\W*)(?:living|minimum)\s*$", re.IGNORECASE)
# "The median salary for accountants nationwide", but "the average pay for this role".
_STATISTIC = re.compile(r"\b(?:average|median|mean|typical|prevailing)\s+(?:\w+\s+){0,2}$", re.IGNORECASE)
_OF_MANY = re.compile(
    r"\s+(?:among|across|nationwide|nationally|by\b|(?:for|of|in)\s+(?=[^\W\d])(?!(?:this|our|your|these|all|an?|full|the\s+(?:role|position|job|post))\b))",
    re.IGNORECASE,
)
_REPORTED = re.compile(
    r"\b(?:report|reported|command|see|saw|land|landed|negotiate|secure)\s+(?:\w+\s+)?$", re.IGNORECASE
)
_OTHER_PEOPLE = r"(?:(?<!school\s)(?<!college\s)(?<!recent\s)(?<!new\s)graduates|alumni|students|clients|customers|members|patients|borrowers|tenants|families|households|competitors|rivals|others|participants|consumers|homeowners|applicants\s+whose|workers|job\s*seekers|learners|claimants|parents|vendors|suppliers|referrers|guests|farmers|volunteers|(?:foster\s+)carers|victims|donors|investees|employers|kunden|lieferanten|mitglieder|teilnehmer\w*|studierende|familien|mandanten|adhérents|familles|abonnés|users|sellers|hosts|freelancers|merchants|investors|subscribers|creators|readers|residents|people)"
_RENTED = r"(?:room|court|car|van|truck|machine|equipment|night|space|venue|studio|boat|crane|bed|seat|slot)"
_OF_OTHERS = re.compile(
    rf"\s+(?:(?:of|for)\s+(?:\w+\s+){{0,2}}?{_OTHER_PEOPLE}\b|(?:for|of)\s+(?:an?|our|the)\s+(?:\w+\s+)?{_RENTED}\b|der\s+{_OTHER_PEOPLE}\b|unserer\s+\w+en\b|de\s+nos\s+\w+s\b)",
    re.IGNORECASE,
)
_OTHERS_HAVE = re.compile(
    rf"\b{_OTHER_PEOPLE}['’]?\s+(?:who\b|with\b|whose\b|that\b|(?:(?:can|can|must|should|usually|typically|often|now|currently|today)\s+)?(?:earn\w*|mak\w+)|have|has|had|get\w*|receiv\w+|negotiat\w+|land\w*|increas\w+|an?\b|salar\w+|average|report\w*)",
    re.IGNORECASE,
)
# What is earned in a place or a trade, unless it is said to be beaten.
_OF_A_PLACE = re.compile(
    r"\s+(?:in|across|of|for)\s+(?:the|our|this|your)\s+(?:\w+\s+)?(?:county|city|state|province|country|region(?!\s+of)|area|district|sector|industry|trade|profession|occupation|field|neighbou?rhood|town|nation|metro)\b|\s+(?:rises?|rose|went|goes|law)\b",
    re.IGNORECASE,
)
_BEST = re.compile(r"\b(?:best|highest|top|leading|strongest|competitive|we)\b", re.IGNORECASE)
# They are what the sentence is about.
_ABOUT_OTHERS = re.compile(
    rf"^\W*(?:(?:our|the|many|most|some|all|past|former|average|die|unsere|viele|les|nos)\s+){{0,2}}(?!(?:team|crew|staff)\s)(?:[\w-]+\s+)?(?:{_OTHER_PEOPLE}|household)\b(?!\s+(?:service|success|care|support|experience|relations|advis\w+|representative|associate|manager|specialist))",
    re.IGNORECASE,
)
_FOR_THE_FIRM = re.compile(
    r"\b(?:earn|mak|bring|cost|sav)\w*\s+(?:us|them|(?:the|our)\s+(?:company|firm|business|bank|clients?|plant)|companies|clients|customers)\b|\bon\s+our\s+(?:platform|marketplace|site|app|network)\b|\btrial\b|\b(?:go(?:es)?|move\w*)\s+on\s+to\b|\b(?:find|land|secure|into)\s+(?:\w+\s+){0,2}(?:jobs|positions|roles|careers)\b|\b(?:nationally|nationwide|statewide|industry-?wide|across\s+the\s+(?:country|industry|nation))\b|\b(?:survey|study|report|research|statistics)\s+(?:found|finds|shows?|says?|suggests?)\b|\baccording\s+to\s+(?!(?:your|the\s+(?:law|pay)|experience|skills|qualif|location|collective)\b)",
    re.IGNORECASE,
)
_HEARSAY = re.compile(
    r"^[^.;\n]{0,40}?,\s+(?:(?:says|said|reports?|claims?)\s+(?:the|an?)\b|(?:an?|the|our|one|recent)\s+(?:\w+\s+)?\w+\s+(?:shows?|says?|said|finds?|found|suggests?|reports?)\b)|^[^.;\n]{0,25}?\baccording\s+to\s+(?!(?:your|experience|skills|qualif|location|collective)\b)",
    re.IGNORECASE,
)
JOB = r"(?:\w+(?:er|or|ist|ant|ive|man)s?|\w+(?:er|or|ist|ant)in(?:nen)?|\w*(?:koch|köchin|kraft|kräfte|frau|mann|leute|hilfe|wirt|amt\w*)|\w+(?:eur|euse|ière?|rice|ien|ienne)s?|(?:tech|phys|electr|libr|diet)\w*ians?|nurses?|rns?|lpns?|cnas?|clerks?|cooks?|chefs?|aides?|techs?|\w+hands?|leads?|crews?|staff|interns?|apprentices?|trainees?|baristas?|agents?|reps?|guards?|lifeguards?|hostess(?:es)?|cadets?|\w*analysts?|associates?|architects?|paramedics?|mechanics?|coach(?:es)?|pilots?|guides?|principals?|stewards?|midwi(?:fe|ves)|nann(?:y|ies)|deput(?:y|ies)|secretar(?:y|ies)|attorneys?|fellows|postdocs?|valets?)"
_YOU_GET = re.compile(
    r"(?:\b(?:you|we|i)(?:['’](?:ll|d))?\b(?:\s+(?:can|will|could|may|would|should))?(?:\s+\w+ly)?\s+|^\W*|[:!–-]\s*|\band\s+|\bto\s+)(?:(?:earn|mak|get|receiv|start)\w*|averag\w*(?=\W*(?:up\s+to|about|around|over|between)?\W*$)|(?:take|bring)\s+home|be\s+on)\b",
    re.IGNORECASE,
)
_WORKERS_EARN = re.compile(
    rf"^\W*(?:(?:most|many|all|some)\s+(?:of\s+)?)?(?:(?:our|experienced|licensed|certified|registered|skilled|top|new|full[\s-]time)\s+){{0,2}}(?:[\w-]+\s+)?{JOB}\s+(?:here\s+|currently\s+|now\s+)?(?:earn|mak|averag)(?:e|s|es|ing)?\b",
    re.IGNORECASE,
)


_PAY_VERBS = ("pay", "pays", "is paid", "are paid", "get paid", "gets paid", "be paid", "being paid", "paying")
_PAYING = ("pay", "pays", "offer", "offers", "paying")
# Verbs that money follows; what stands before one, in its clause, pays or gets it.
_MONEY_VERB = re.compile(
    r"\b(?:pay|earn|make|get|receive|average|offer|gross|net|start|begin|collect|draw|command|clear|pocket)s?\b|\b(?:earned|made|received|averaged|offered|paid|start(?:ing|ed)|mak(?:ing)|earning)\b|\b(?:take|bring)s?\s+(?:home|in)\b|\bare\s+on\b",
    re.IGNORECASE,
)
# Between such a verb and its amount.
_OBJECT = re.compile(
    r"(?!\s+of\b)(?:\s+(?:[$£€₹]?\d[\d.,]*k?(?:\s+(?:an?|per)\s+\w+)?\s+and|up|to|at|about|around|approximately|roughly|over|nearly|almost|least|most|more|than|from|between|an?|the|average|of|on|as|much|little|low|high|only|just|you|them|us|their|our|your|his|her|people|staff|workers|employees|teachers|drivers|nurses|newcomers|starters|wages|annually|hourly|weekly|monthly|anywhere|somewhere|well|in|extra|another|additional|like|(?:[a-z]+\s+)?(?!ranges|starts|averages|varies|depends|begins|goes|rises)[a-z]{3,}s))*[\s$£€₹(~]*(?:us|ca|a|c|usd|gbp|eur|rs\.?)?[\s$£€₹]*$",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r"[,;:()–—•|!?]|\s-\s|\b(?:and|but|or|where|when|while|because|if|so|as|since|than|once|after|before|although|though|whereas|plus)\b",
    re.IGNORECASE,
)
# "Drivers here typically earn": of the subject nothing is left out but what only tells how.
_HOW = re.compile(
    r"(?:\s+(?:can|will|could|may|might|would|should|must|do|does|did|have|has|had|who|that|which|is|are|was|were|be|being|been|get|gets|expect|expects|typically|usually|often|currently|now|also|still|already|here|there|today|on\s+average|normally|generally|\w+ly|both|all|each|even|only|sometimes|always|never|not)|['’](?:ll|d|ve|re))+\s*$",
    re.IGNORECASE,
)
_RELATIVE = re.compile(
    r"\s(?:who|that|which)(?:\s+(?:can|will|could|may|would|must|typically|usually|often|currently|now|already|\w+ly))*\s*$",
    re.IGNORECASE,
)
# "Most of our consultants" are consultants.
_PARTITIVE = re.compile(r"^\W*(?:most|many|some|all|several|few|each|both)\s+of\s+", re.IGNORECASE)
_WHERE = re.compile(
    r"(?<=\ws)\s\w{3,}ing\s.*$|\s(?:who|that|which|at|in|on|of|from|with|for|near|around|across|under|by|like|such|per|through|via|within|over|without|inside|outside|between|during|using|working|living|based|listed)\s.*$",
    re.IGNORECASE,
)
# They may be said to pay or to earn what the job pays.
_OURS = words_of("""
    you we i it this that what which everyone everybody anyone company employer firm client role roles position positions job jobs post posts shift shifts work contract contracts assignment assignments placement
    internship internships apprenticeship apprenticeships opportunity opportunities opening openings gig salary salaries wage wages pay rate rates base range route routes run runs night nights day days weekend weekends
    class classification evening evenings weekday weekdays holiday holidays week weeks hours level levels step steps grade grades band bands tier tiers scale package compensation candidate candidates applicant applicants associates staff
    employees hires hire starters joiners team teammates crew crews colleagues successful temps grads operatives operators freshers lanes loads
""")
_OURS_TOO = re.compile(
    r"\b(?:team|crew|staff|our)\s+members$|\b(?:warehouse|our|production|care|support|key|line|dock|social|youth)\s+workers$",
    re.IGNORECASE,
)
_PAID = words_of("wage wages salary salaries pay rate rates earnings")
_OTHERS = words_of("""
    mayor president governor senator actor champion contestant tenant hosts claimants claimant

    carriers customers users suppliers competitors employers investors donors borrowers renters lodgers homeowners retailers dealers owners consumers subscribers readers visitors sponsors lenders insurers publishers
    manufacturers partners winners streamers creators influencers farmers growers earners buyers sellers members workers tenants clients patients students residents landlords freelancers merchants vendors players
    contributors issuers traders renters sitters performers exhibitors advertisers campers commuters listers landowners shareholders stakeholders ratepayers taxpayers brokers volunteers prisoners pensioners leaders
    hustlers flippers importers exporters breeders bidders payers followers helpers smokers gamers founders inventors authors jurors voters lottery participants applicants' household households consultant others
    they he she their his her who those people children adults kids women men grads
""")
_OTHER_ONES = re.compile(
    r"\b(?:other|rival|competing|foster|uber|lyft|doordash|instacart|ride-?share|nearby|neighbou?ring|gig|fellow|former|past|average|typical|median|its|their|his|her|comparable|similar|most\s+other|independent|next\s+door|across\s+the\s+(?:road|street)|down\s+the\s+(?:road|street)|elsewhere)\b",
    re.IGNORECASE,
)
_POSSESSED = re.compile(r"(?:s['’]|\b(?!(?:today|company|firm|employer|client|it|that)['’])\w+['’]s)\s", re.IGNORECASE)
# Who reads the posting is paid too.
_READERS = re.compile(
    r"\b(?:applicants|candidates|staff|employees|you|who|everyone)(?:['’]ll)?(?:\s+(?:must|should|will|have\s+to|need\s+to|may|can|only|also|then))*\s*$|\b(?:must|have\s+to|need\s+to)\s*$",
    re.IGNORECASE,
)
_WORKERS = re.compile(r"\b\w{3,}(?:er|or|ist|ant|ian|man)s\s+(?:\w+ly\s+)?$", re.IGNORECASE)
# They end like one who works.
_NO_JOBS = words_of("""
    computer printer trailer camper scooter tractor motor generator mower boiler heater freezer cooler dryer washer stroller blender mixer container locker projector monitor elevator tower center corner letter
    number order offer power water paper dinner winter summer quarter semester chapter answer cover border sensor router charger copier scanner conveyor mirror floor door error color harbor labor player
    restaurant plant giant grant warrant elephant list drive five archive incentive human after over under per other never ever however another whether rather better either former upper weather river silver super
    van cater minor major prior senior junior server's user transfer filter counter folder poster timer meter liter flyer banner sticker shower dresser boxer cruiser
""")
# "(m/w/d)", "H/F": only titles of jobs bear it.
GENDERS = re.compile(r"[\s(]*\b(?:[mwfd]/[mwfd](?:/[dx])?|[hf]/[hf]|m/v(?:/x)?)\b\)?", re.IGNORECASE)
_WORD = re.compile(r"[^\W\d_]+")
_IS_JOB = re.compile(rf"{JOB}$", re.IGNORECASE)


def subject(before: str) -> str | None:
    """Who pays or gets the amount that `before` leads to: "ours", "others", "somebody", or None where no verb leads to it."""
    verb = next(
        (found for found in reversed(list(_MONEY_VERB.finditer(before))) if _OBJECT.match(before, found.end())), None
    )
    who = _whose(before[: verb.start()]) if verb else None
    # Whoever pays is not the one who is paid.
    return "others" if who == "somebody" and verb and verb[0].lower() in _PAYING else who


def _whose(start: str) -> str | None:
    """Whether the noun that a text ends with, the subject of a verb, is one of this job."""
    clause = _CLAUSE.split(start)[-1].rstrip()
    # "Nurses who earn": of whom that has to be said, they are not those who read this.
    is_told_apart = bool(_RELATIVE.search(clause))
    clause = _HOW.sub("", clause)
    noun = _WHERE.sub("", f" {_PARTITIVE.sub('', clause)}").strip().lower().replace("’", "'")
    words = noun.split()
    head = words[-1].strip("*\"' ") if words else ""
    if _OURS_TOO.search(noun):
        return "ours"
    if (
        head in _OTHERS
        or f"{head}s" in _OTHERS
        or _POSSESSED.search(noun)
        or (_OTHER_ONES.search(clause) and head not in ("you", "we"))
    ):
        return "others"
    if head in _OURS:
        return "others" if head in _PAID and _OF_A_PLACE.search(clause) else "ours"
    if is_job(head):
        return "others" if is_told_apart else "ours"
    return "somebody" if head.endswith("s") and not head.endswith("ss") else None


def names_job(text: str) -> bool:
    """Whether somebody is named by his work, or by the marks that titles of jobs bear."""
    return bool(GENDERS.search(text)) or any(is_worker(word) for word in _WORD.findall(text))


def is_worker(word: str) -> bool:
    """The same in any text, where short words and those who pay end alike."""
    lower = word.lower()
    return len(word) > 3 and lower not in _OTHERS and f"{lower}s" not in _OTHERS and is_job(word)


def is_job(word: str) -> bool:
    """Whether a word names somebody by his work."""
    lower = word.lower()
    return bool(_IS_JOB.match(lower)) and lower not in _NO_JOBS and lower.removesuffix("s") not in _NO_JOBS


def _pays_others(start: str, verb: str) -> bool:
    """Whether who pays is not the employer: people of a job are paid, but pay nothing."""
    who = _whose(start)
    return (
        who == "others"
        or (who == "somebody" and verb in _PAYING)
        or (verb == "pay" and bool(_WORKERS.search(start) or _READERS.search(start)))
    )


def _is_known_of_many(name: str, start: str, rest: str) -> bool:
    """Whether a pay word tells what the law, a study or a school knows of the pay of many."""
    near = start[-40:]
    return bool(
        (name == "salaries" and _REPORTED.search(near))
        or (name in ("wage", "wages") and _LEAST_WAGE.search(near))
        or (_STATISTIC.search(near) and _OF_MANY.match(rest))
    )


def is_others_pay(before: str, word: re.Match[str]) -> bool:
    """Whether a pay word tells of what others pay or earn: "clients pay", "overtime pay", "the salary of our graduates"."""
    start = before[: word.start()]
    name = word[0].lower()
    # Students and residents live on theirs.
    if name.endswith("stipend"):
        return False
    if name in ("pays", "is paid") and start.strip() and not _OF_THIS_JOB.search(start):
        return True
    if name in _PAY_VERBS and _OBJECT.match(before, word.end()) and _pays_others(start, name):
        return True
    if (
        _is_known_of_many(name, start, before[word.end() :])
        or _OTHER_PAY.search(start[-40:])
        or _OF_OTHERS.match(before, word.end())
    ):
        return True
    if _OF_A_PLACE.match(before, word.end()) and not _BEST.search(start):
        return True
    return tells_of_others(start)


def says_who_earns(before: str) -> bool:
    """Whether it is you, we or people of the job who get, make or earn an amount."""
    if who := subject(before):
        return who == "ours"
    return bool(_YOU_GET.search(before) or _WORKERS_EARN.match(before))


def tells_of_others(before: str) -> bool:
    """Whether a sentence tells what others earn, or what earns money for the firm."""
    if _FOR_THE_FIRM.search(before) or _OF_OTHERS.search(before):
        return True
    return bool(_ABOUT_OTHERS.match(before) or _OTHERS_HAVE.search(before)) and subject(before) != "ours"


def is_for_others(rest: str) -> bool:
    """Whether others get what stands before: "$45 an hour for its members"."""
    return bool(_OF_OTHERS.match(rest))


def is_hearsay(rest: str) -> bool:
    """Whether the figure is somebody's who counts what others earn."""
    return bool(_HEARSAY.match(rest))
