"""Which level a posting asks for, read from its title and, when the title is silent, from its description.

Rules, in this order: phrases that only look like a level are ignored ("Executive Assistant", "Senior Living", "Sales
Lead Generation"). An internship is one whoever it reports to. Two levels joined by a slash mean the first. Otherwise
the highest wins, so that "Associate Director" is a director and "Senior Manager" a manager; only a *product*, *project*
or other role called manager gives way to the word before it. Grades ("Engineer II", "Analyst 3") count last.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import Literal

Seniority = Literal["intern", "junior", "mid", "senior", "lead", "principal", "manager", "director", "executive"]

_FLAGS = re.IGNORECASE

# What contains a level word and says nothing about the level.
_DECOYS = re.compile(
    r"\b(?:executive|administrative|personal)\s+(?:assistant|secretary|admin)\w*"
    r"|\bexecutive\s+(?:chef|housekeep\w+|driver|protection|support|search|recruiter|coach\w*|office|communications?|compensation)\b"
    r"|\b(?:account|sales|marketing|customer|relationship|business\s+development|advertising|collections?|hr|legal|telesales|service)\s+executives?\b"
    r"|\b(?:assistant|secretary|support|advisor|adviser|reports?|reporting)\s+to\s+(?:the\s+)?.*"
    r"|\b(?:sales\s+)?leads?\s+(?:gen\w*|qualification|capture|time|paint|abatement|conversion|management|nurtur\w+)"
    r"|\bstaff\s+(?:nurs\w+|accountant|attorney|pharmacist|physician|therapist|assistant|auditor|writer|officer|training|augmentation)"
    r"|\b(?:chief\s+of\s+staff)\b"
    r"|\bsenior\s+(?:living|care|services?|cent(?:er|re)s?|housing|communit\w+|companions?|citizens?|home|health|day|resident\w*|dining|helpers?|caregiver|school)\b"
    r"|\bsenior\s+high\b|\bjunior\s+(?:high|school|college|achievement)\b"
    r"|\binternships?\s+(?:program\w*|coordinator|manager|director|advisor)|\bgraduate\s+(?:school|admissions?|program\w*\s+(?:coordinator|manager|director)|medical)"
    r"|\b(?:stage|lighting)\s+(?:manager|hand|crew)|\bpresident'?s\s+office|\bc[\s-]level\s+\w*\s*assistant"
    r"|\b(?:sales|retail|store|warehouse|research|clinical\s+research|teaching|customer\s+service)\s+associates?\b"
    r"|\bassociates?(?=\s+(?:degree|professor|dentist|attorney|veterinarian|vet|optometrist|physician|broker|banker|brand)\b)"
    r"|\bhead\s+(?:start|coach|chef|cook|nurse|teller|cashier|waiter|bartender|lifeguard|gardener)\b"
    r"|\b(?:school|assistant|vice)\s+principal\b",
    _FLAGS,
)


def _compiled(*patterns: tuple[Seniority, str]) -> list[tuple[Seniority, re.Pattern[str]]]:
    return [(level, re.compile(pattern, _FLAGS)) for level, pattern in patterns]


# The highest first.
_LEVELS = _compiled(
    (
        "executive",
        r"\bchief\s+(?:\w+[\s,&]+){1,4}officer\b|\bC[EFTIOMPSRDHA]O\b|\bCISO\b|\bCHRO\b|\b(?:[es]vp|vp|avp)\b|\bvice[\s-]+president\b"
        r"|\bpresident\b|\b(?:co-?)?founder\b|\bmanaging\s+(?:director|partner)\b|\b(?:general|equity)\s+partner\b"
        r"|\bc[\s-](?:level|suite)\b|\bexecutive\s+(?:director|vice|officer|leader)\b|\bgeschäftsführ\w+|\bvorstand\b|\bPDG\b|\bdirecteur\s+général\b"
        r"|^executive$|\bexecutive[\s-]level\b",
    ),
    (
        "director",
        r"\bdirectors?\b|\bhead\s+of\b|^head\b|\bdir\.|\bdirecteur\b|\bdirectrice\b|\bdirektor(?:in)?\b|\bbereichsleit\w+",
    ),
    (
        "manager",
        r"\bmanager(?:in|s)?\b|\bmgr\b|\bsupervisor\b|\babteilungsleit\w+|\bresponsable\b|\bsuperintendent\b|\bfilialleit\w+",
    ),
    (
        "principal",
        r"\bprincipal\b|\bdistinguished\b|\bchief\s+(?:engineer|architect|scientist)\b|\bfellow\b(?!ship)"
        r"|\bstaff\s+(?:\w+\s+){0,3}(?:engineer|developer|scientist|designer|architect|researcher|sre|analyst)\b",
    ),
    (
        "lead",
        r"\blead(?:er)?\b|\bteamleit\w+|\bteamlead\b|\btechlead\b|\bchef\s+d['’]équipe\b|\bforeman\b|\bvorarbeiter\w*",
    ),
    ("senior", r"\bsenior\b|\bsr\b|\bsnr\b|\bsénior\b|\bexperienced\b|\bexpérimentée?\b|\bberufserfahren\w*"),
    ("mid", r"\bmid(?:[\s-]*(?:level|weight|career))?\b|\bintermediate\b|\bconfirmée?\b|\bmedior\b"),
    (
        "junior",
        r"\bjunior\b|\bjr\b|\bentry(?:[\s-]*level)?\b|\bgraduates?\b|\bgrad\b|\bearly[\s-]career\b|\btrainee\b|\bapprentice(?:ship)?\b"
        r"|\bfresher\b|\bdébutante?\b|\bberufseinsteiger\w*|\bassociate\b|\bnew\s+grad\w*|\bauszubildende\w*|\bazubi\b|\bausbildung\b",
    ),
)

_INTERN = re.compile(
    r"\bintern(?:s|ship|ships)?\b|\bco-?op\b|\bworking\s+student\b|\bsummer\s+(?:analyst|associate)\b|\bwerkstudent\w*|\bprakti(?:kum|kant\w*)"
    r"|\bstagiaire\b|\balternan(?:ce|te?)\b|^stage\b|\bstage\s+(?=[-–(:]|de\b|en\b)|\bplacement\s+(?:student|year)\b",
    _FLAGS,
)
_ROLE_MANAGER = re.compile(
    r"\b(?:product|project|program(?:me)?|account|case|community|content|social\s+media|delivery|customer\s+success|marketing|partner|data|property)\s+manager\b",
    _FLAGS,
)
_JOINED = re.compile(r"\s*(?:/|\bto\b|\bor\b|\bbis\b|\bou\b|-)\s*", _FLAGS)
_GRADE = re.compile(r"(?<![\d.$£€])\b(IV|III|II|I|V|[1-5])\s*(?=$|[-–—:](?!\d)|[,(/|;])")
_GRADED_BY: dict[str, Seniority] = {
    "I": "junior", "1": "junior", "II": "mid", "2": "mid", "III": "senior", "3": "senior",
    "IV": "lead", "4": "lead", "V": "principal", "5": "principal",
}  # fmt: skip
_NAMED_GRADE = re.compile(r"\b(?:level|lvl|grade)\s*(IV|III|II|I|V|[1-5])\b", _FLAGS)

_IN_TEXT = _compiled(
    (
        "intern",
        r"\b(?:this|our|an?|the|summer|month|paid|unpaid)\s+(?:\w+\s+)?internship\b(?!\s+(?:experience|program))|\bals\s+werkstudent|\bdieses\s+praktikum",
    ),
    (
        "junior",
        r"\bentry[\s-]level\b|\bjunior[\s-](?:level|role|position)\b|\bno\s+(?:prior\s+|previous\s+)?experience\s+(?:is\s+)?(?:required|necessary|needed)\b|\brecent\s+graduates?\b",
    ),
    ("mid", r"\bmid[\s-](?:level|senior\s+level)\b|\bintermediate[\s-](?:level|role|position)\b"),
    (
        "senior",
        r"\bsenior[\s-](?:level|role|position)\b|\bas\s+an?\s+senior\b|\bseeking\s+an?\s+(?:\w+\s+)?senior\b|\blooking\s+for\s+an?\s+(?:\w+\s+)?senior\b",
    ),
    (
        "lead",
        r"\bas\s+(?:an?|the|our)\s+(?:tech(?:nical)?|team)\s+lead\b|\blooking\s+for\s+an?\s+(?:tech(?:nical)?|team)\s+lead\b",
    ),
    ("principal", r"\bas\s+(?:an?|our)\s+(?:principal|staff)\s+(?:\w+\s+)?(?:engineer|developer|scientist)\b"),
    ("director", r"\bas\s+(?:an?|the|our)\s+(?:\w+\s+)?director\b|\bdirector[\s-]level\s+(?:role|position)\b"),
)
# The level of a posting stands at its head; further down other people's levels are told.
_HEAD_LENGTH = 1500


def extract_seniority(title: str, description: str = "") -> Seniority | None:
    """The level that title or description state, None when both are silent."""
    return _of_title(title or "") or _of_text((description or "")[:_HEAD_LENGTH])


def _of_title(title: str) -> Seniority | None:
    if _INTERN.search(clean := _DECOYS.sub(" ", title.replace("_", " "))):
        return "intern"
    stated = sorted(
        (match.start(), match.end(), level) for level, pattern in _LEVELS for match in pattern.finditer(clean)
    )
    for (_, first_end, first), (second_start, _, second) in pairwise(stated):
        if first != second and _JOINED.fullmatch(clean, first_end, second_start):
            return first
    levels = {level for _, _, level in stated}
    if "manager" in levels and _ROLE_MANAGER.search(clean) and levels - {"manager"}:
        levels.discard("manager")
    if (
        "junior" in levels
        and levels <= {"junior", "manager"}
        and re.search(r"\b(?:junior|jr|trainee|graduate)\b", clean, _FLAGS)
    ):
        return "junior"
    for level, _ in _LEVELS:
        if level in levels:
            return level
    return _of_grade(clean)


def _of_grade(title: str) -> Seniority | None:
    match = _NAMED_GRADE.search(title) or _GRADE.search(title.rstrip(" .)*"))
    return _GRADED_BY[match[1].upper()] if match else None


def _of_text(head: str) -> Seniority | None:
    """The level named first; a description that names two says which one it means first."""
    found = [(match.start(), level) for level, pattern in _IN_TEXT if (match := pattern.search(head))]
    return min(found)[1] if found else None
