"""Finds the numbers of a text that might be money, and the words around each."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from services.enricher import money
from services.enricher import salary_words as words
from services.enricher.reading import holds

_FLAGS = re.IGNORECASE | re.VERBOSE
_SIGN = money.SIGN_PATTERN
_NUMBER = money.NUMBER_PATTERN
_SCALE = r"(?:\s?t(?=\s?(?:€|eur))|\s?(?:k|thousand|grand|lakhs?|lacs?|lpa|crores?|cr)(?![a-z])|\s?(?:m|mio\.?|mn|mm|b|bn|million|billion|millionen|milliarden|mrd|millions?)(?![a-z])|l(?![a-z])|\s?(?:p|pence)(?=\s(?:an?|per)\s(?:hour|hr)\b)|\s?(?:tsd|tys|tis|тыс)\.?(?![a-z])|\s?[万萬만]|(?<=\d)\s?\*?tausend)?"
_CANDIDATE = re.compile(
    rf"""
    (?P<sign1>{_SIGN})?\s?(?P<number1>{_NUMBER})(?![.,]\d)(?:(?<=000)s\b)?(?P<scale1>{_SCALE})(?!(?=[\w%])(?!p[ahwdm]\b|(?:hr|wk|yr)\b|{_SIGN}))(?P<code1>\s?(?:{_SIGN})(?!\s?\d))?
    (?P<per1>\s*(?:(?:/|per\s|an?\s)\s*(?:hour|hr|h|day|week|wk|month|mo|year|yr|annum)|p/?[ahwdm]|(?<=\d)\s?(?:hr|wk|yr)(?=\b)|\s(?:hourly|annually|weekly|monthly))\b(?:\.(?=\s?[-–—]|\s+(?:and|to)\b))?)?
    (?P<open>\s?\+(?!\s*{_SIGN}\s?\d)|\s+(?:or\s+more|and\s+(?:up|above|more)|or\s+above)\b|[.,/][–-]+(?=[\s/]|$))?
    (?:
        (?:(?:\)\s*(?=to\s+(?:[a-z]+[\s-]){{2,8}}dollars\s*\()to\s+(?:[a-z]+[\s-]){{2,8}}dollars\s*\()|(?:\s*\((?:[^\W\d_][^()\n$£€]{{0,30}}|[$£€]\s?\d[^()\n]{{0,20}})\))?\s*(?:,?\s*(?:(?:(?:(?:and|with|which|then|before|will|an?)\s+){{0,3}}(?:rising|rises?|increas(?:ing|es)|going|goes|growing|grows?|progress(?:ing|es)?|climb(?:ing|s)?|mov(?:ing|es?))(?:\s+(?!to\b)[a-z]+){{0,3}}|up)\s+to|reaching|and\s+(?:can\s+)?reach(?:es)?|and\s+tops?\s+out\s+at)|-+|[–—−‐‑~〜～_/]|&[mn]dash;|\u00e2\u0080[\u0093\u0094]|to(?:\s*[–-])?|through|bis|tot|hasta|à|a(?=\s*(?:{_SIGN}|\d{{3}}|\d[\d.]))|do|až|till?|t\.?o\.?m\.?|until|(?P<joined>and|und|et|y|e|i|og|och|en))\s*|(?<!\s\d)\s+(?={_SIGN}|\d[\d,]*\.\d\d\s))
        (?:(?-i:[A-Z]{{3}})\s?(?=[$£€]))?(?P<sign2>{_SIGN})?\s?(?P<number2>{_NUMBER})(?!\d|\s?(?:hours|hrs|days|weeks|months|shifts|nights|stunden|heures)\b)(?P<scale2>{_SCALE})(?!(?=[\w%])(?!p[ahwdm]\b|{_SIGN}))(?P<code2>\s?(?:{_SIGN}))?
        (?:[^\S\n]*[–—-][^\S\n]*{_SIGN}\s?(?P<number3>{_NUMBER})(?![\w%]))?
    )?
    """,
    _FLAGS,
)
# Most numbers of a posting are no money: these tests are made before the costlier patterns look at one.
_DIGITS = re.compile(r"[0-9][0-9.,]*(?:[ \u00a0\u202f'’][0-9]{3}(?![0-9]))*")
# "5+", "10%", "9:00" are no money.
_OTHER_MARKS = frozenset("+%:")
_SIGNS = frozenset("$£€₹¥￥₽₩₱₪₺₴₫₦฿")
_IN_BRACKETS = re.compile(r"\(\s*([$£€₹]|[A-Z]{3})\s*\)\s*:?\s*$")
_PROMISING_TAIL = re.compile(
    r"\s?(?:[$£€₹¥₽₩₱₪₺₴₫₦฿円元원万萬만]|t€|teur|k(?![a-z])|thousand|grand|lakh|lac|lpa|l\b|cr\b|crore|tsd|tys|tis|тыс|tausend|p(?:ence)?\s(?:an?|per)\s|m(?:illion)?\b|euro|zł|kr\b|kč|руб|грн|lei\b|(?-i:Ft|TL)\b|pesos|dollar|(?:"
    + "|".join(money.CODES)
    + r")\b"
    r"|(?:per|an?|pro|par|por|al|na|za|i|om|pr\.?|/|de\s+l)\s?(?:hour|hr|h\b|day|week|wk|month|mo\b|year|yr|annum|stunde|std|tag|monat|jahr|heure|jour|mois|an\b|uur|maand|jaar|hora|d[ií]a|m[eê]s|a[nñ]o|anno|mån|timme?|år|godz|mies|rok|hod|kk\b|ora\b)|p\.?[ahwdm]\b|hourly|daily|weekly|monthly|yearly|annual)"
    r"|\s?(?:-|–|—|〜|～|~|to|bis|à|a|do|tot|till?|und|and|et)\s?[$£€₹]?\d",
    re.IGNORECASE,
)
_NUMBER_HINTS = ("salar", "salair", "pay", "wage", "compens", "remun", "rémun", "rate", "earn", "ctc", "package", "range", "base", "gehalt", "lohn", "einkommen", "vergüt", "verdien", "entgelt", "zahlen", "tjm", "taux", "tari", "gross", "basic", "what", "band", "grade", "expect", "satz", "paid", "ote", "tc", "cash", "fixe", "role", "position", "target", "comp", "sueldo", "retribu", "stipend", "ral", "sba", "loon", "lön", "løn", "wynagrodzen", "salár", "bruto", "mzda", "plat", "palk", "pensj", "zarob", "stawk", "maaş", "зарплат", "оклад", "gaji", "market", "budget", "paga", "vencim", "bolsa", "gratif", "給", "月", "年", "薪", "급", "봉", "annual", "hourly", "weekly", "monthly", "daily", "trait")  # fmt: skip
# These too lead to an amount with a sign; too many words hold them to look at every number behind one.
PAY_HINTS = (*_NUMBER_HINTS, "touch", "percevr", "gagn", " on at", "step", "scale", "contract", "start", "offer")
# How far the words around an amount are read.
BEFORE, _AFTER, _LABEL_LENGTH, _FIELD_LENGTH = 130, 70, 60, 120
_SENTENCE_END = re.compile(r"(?:[!?;]\s|\.\s(?![a-z]))(?!(?:Lehr|Ausbildungs)?[jJ]ahr\b)|\s[•·|]\s")
_ABBREVIATIONS = ("ca", "rs", "max", "min", "pprox", "nkl", "ncl", "mind", "p.a", " est")
# A title before a range is no longer than this, in words.
_SHORT_LINE = 9
# Of what may stand before an amount at the head of a line.
_LEAD_LENGTH = 40
_BETWEEN_REACH = 20
_BULLETS = frozenset("*•·-–")


@dataclass(frozen=True, slots=True)
class Amount:
    """A candidate with the words around it: those before it in its sentence, and those after it."""

    match: re.Match[str]
    before: str
    after: str
    at_head: bool
    in_short_line: bool
    is_field: bool


def amounts(text: str) -> Iterator[re.Match[str]]:
    """Every amount or range with its currency signs that might be money, looked for from its first digit backwards."""
    done = 0
    for digits in _DIGITS.finditer(text):
        start, end = digits.span()
        if start < done or (
            start
            and text[start - 1] in "#_:/"
            and not (text[start - 1] == ":" and text[start - 2 : start - 1].isalpha())
        ):
            continue
        head = text[max(done, start - 6) : start]
        sign = _sign_before(head)
        if not sign and head[-1:].isalnum() and head[-1:].isascii():
            continue
        if (sign or _is_promising(text, start, end)) and (match := _CANDIDATE.match(text, start - sign)):
            # "Level 2 - $88,000" is no range.
            if _is_label_and_figure(match) and (figure := _CANDIDATE.match(text, match.start("sign2"))):
                match = figure
            # "$60,000 a year and 25 days off" tells one figure.
            if (
                match["joined"]
                and _is_single(match, text)
                and (figure := _CANDIDATE.match(text, match.start(), match.start("joined")))
            ):
                match = figure
            done = match.end()
            yield match


def _is_single(match: re.Match[str], text: str) -> bool:
    if match["sign2"] or not (match["sign1"] or match["code1"] or match["per1"]):
        return False
    return not words.BETWEEN.search(text[max(0, match.start() - _BETWEEN_REACH) : match.start()])


def _is_label_and_figure(match: re.Match[str]) -> bool:
    if not match["sign2"] or match["sign1"] or match["code1"] or match["scale1"] or match["scale2"]:
        return False
    return match["number1"].isdigit() and int(match["number1"]) * 100 < money.number(match["number2"])


def _sign_before(head: str) -> int:
    """How many characters the currency sign or code before a number takes; 0 for none."""
    bare = head.rstrip(" ")
    if not bare or len(head) - len(bare) > 1:
        return 0
    if bare[-1] in _SIGNS:
        letters = len(bare) - 1
        while letters and "A" <= bare[letters - 1] <= "Z" and len(bare) - letters < 4:
            letters -= 1
        return len(head) - letters
    # Most words before a number end like no code.
    if bare[-2:].lower() not in money.CODE_ENDINGS:
        return 0
    code = code_before(head)
    return len(head) - head.rindex(code) if code else 0


def code_before(text: str) -> str:
    """The currency code that a text ends with, before one blank at most; "" for none."""
    bare = text[:-1] if text.endswith(" ") else text
    start = len(bare)
    while start and (bare[start - 1].isalpha() or bare[start - 1] == "."):
        start -= 1
    return bare[start:] if money.is_code(bare[start:]) else ""


def sign_in_brackets(before: str) -> str:
    """The sign of a label such as "Hourly pay ($):"."""
    found = _IN_BRACKETS.search(before[-12:])
    return found[1] if found else ""


def _is_promising(text: str, start: int, end: int) -> bool:
    if end - start <= 2 and text[end : end + 1] in _OTHER_MARKS:
        return False
    if _PROMISING_TAIL.match(text, end):
        return True
    if end - start < 2:
        return False
    if len(text) <= _FIELD_LENGTH:
        return True
    return holds(text[max(0, start - _LABEL_LENGTH) : start].lower(), _NUMBER_HINTS)


def in_context(match: re.Match[str], text: str) -> Amount:
    """The amount with its sentence, and with the line before where that is short enough to be its label."""
    start, end = match.span()
    lines = text[max(0, start - BEFORE) : start].split("\n")
    line = lines[-1]
    cuts = sentence_ends(line)
    sentence = line[cuts[-1] :] if cuts else line
    at_head = len(sentence) <= _LEAD_LENGTH and words.LEAD_IN.match(sentence) is not None
    label = next((other for other in reversed(lines[:-1]) if other.strip()), "") if not cuts else ""
    alone = not any(character.isalpha() for character in sentence.rstrip("USDCAEGBPR "))
    if len(label) > (BEFORE if alone else _LABEL_LENGTH) or (label.rstrip().endswith((".", ";", "!")) and not alone):
        label = ""
    # One item of a list is no label of the next.
    if not alone and label.lstrip()[:1] in _BULLETS and label.lstrip()[:1] == line.lstrip()[:1]:
        label = label if label.rstrip(" *").endswith(":") else ""
    after = text[end : end + _AFTER].split("\n", 1)[0]
    short = len(sentence.split()) <= _SHORT_LINE
    return Amount(match, f"{label} {sentence}", after, at_head, short, len(text) <= _FIELD_LENGTH)


def sentence_ends(line: str) -> list[int]:
    """Where the sentences of a line end; "ca. 50" is no end, nor is "Salary: by experience; typically"."""
    ends = [
        end.end() for end in _SENTENCE_END.finditer(line) if not line[: end.start()].lower().endswith(_ABBREVIATIONS)
    ]
    return [end for last, end in pairwise([0, *ends]) if line[end - 2] != ";" or _DIGITS.search(line, last, end)]


def is_pence(match: re.Match[str]) -> bool:
    """Whether it is told in the smallest British coin, which says whose money it is."""
    return (match["scale2"] or match["scale1"] or "").strip().lower() in ("p", "pence")


def scaled(match: re.Match[str]) -> tuple[Decimal, Decimal | None, bool]:
    """Both figures in full ("100 to 120K" is 100,000 to 120,000) and whether their unit is one of yearly pay (LPA)."""
    low = money.number(match["number1"])
    is_short = not match["per1"]
    scale1, scale2 = money.scale(match["scale1"]), money.scale(match["scale2"])
    # Of "minimum - middle - maximum" the middle is nobody's bound.
    last = match["number3"] or match["number2"]
    high = money.number(last) if last else None
    if high is not None:
        if scale1 == 1 and scale2 > 1 and low < high * 2 and low < 1_000:
            scale1 = scale2
        elif scale2 == 1 and scale1 > 1 and high < 1_000:
            scale2 = scale1
        # "30-45000" is short for 30,000 to 45,000.
        if is_short and low < 1_000 and scale1 == scale2 == 1 and high >= 10_000 and low * 1_000 < high <= low * 3_000:
            scale1 = 1_000
        high *= scale2
    units = f"{match['scale1'] or ''} {match['scale2'] or ''}".lower()
    return low * scale1, high, any(unit in units for unit in ("l", "cr")) and "mil" not in units


def tells_two_periods(match: re.Match[str], after: re.Match[str] | None) -> bool:
    """Whether it is one pay told twice: "$12 an hour / $24,960 a year"."""
    first = words.PERIOD_AFTER.match(match["per1"]) if match["per1"] else None
    return bool(first and after and first.lastgroup != after.lastgroup)
