"""What of a reading the posting's own text supports: everything else is dropped, and counted.

Pure functions. A skill must stand in the text or be read there by the rules; a figure must stand in a quotation that
stands in the text; a level and a way of working must follow from such a quotation; a summary must keep to the words and
figures of the text. So a model that obeys somebody's text can hide a value, but never invent one, and what it hides the
rules still read.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeVar

from services.enricher.chatgpt.answers import Level, Pay, Reading, Remote
from services.enricher.chatgpt.prompt import Posting
from services.enricher.remote_work import extract_remote_type
from services.enricher.seniority import extract_seniority
from services.enricher.skills import extract_skills

LONGEST_SKILL = 60
MOST_SKILLS = 60
LONGEST_QUOTE = 400
LONGEST_SUMMARY = 600
SENTENCES = 2
# Share of a sentence's longer words that must stand in the posting. Inflection is forgiven by comparing beginnings.
SUPPORTED_WORDS = 0.5
STEM = 5
LARGEST_PAY = 1_000_000_000

T = TypeVar("T")

_DASHES = str.maketrans("‐‑‒–—−’‘´`“”„", "------''''\"\"\"")
_CJK = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_WORD = re.compile(rf"[{_CJK}]|[^\W\d_{_CJK}]{{4,}}")
_ABBREVIATIONS = (
    "Sr",
    "Jr",
    "Dr",
    "Mr",
    "Ms",
    "St",
    "Inc",
    "Ltd",
    "Co",
    "No",
    "vs",
    "e.g",
    "i.e",
    "z.B",
    "bzw",
    "ca",
    "U.S",
)
_SENTENCE_END = re.compile(
    "".join(rf"(?<!\b{re.escape(word)}\.)" for word in _ABBREVIATIONS) + r"(?<=[.!?])\s+(?=\S)|(?<=[。！？])"
)
_NUMBER = re.compile(r"\d+(?:[.,'\s]\d{2,3}(?!\d))*(?:[.,]\d+)?")
_UNSAFE = re.compile(
    r"[<>{}\[\]|`]|https?:|www\.|\S@\S|\b[\w-]+\.(?:com|net|org|io|ru|cn|xyz|info)\b|(?:\d[\s().-]?){9,}"
)
_YEARS = re.compile(
    r"(\d{1,2})\s*(?:\+|-\s*\d{1,2}|to\s+\d{1,2}|bis\s+\d{1,2}|à\s+\d{1,2})?\s*(?:years?|yrs?|jahren?|ans?|années?)\b"
)
# What somebody with so many years of experience may be called, where no word says it.
_LEVELS_BY_YEARS = ((2, {"junior", "mid"}), (5, {"mid", "senior"}), (40, {"senior", "lead", "principal"}))
_SIGNS = {
    "EUR": "€", "GBP": "£", "INR": "₹", "PLN": "zł", "BRL": "r$", "CAD": "c$ ca$", "AUD": "a$ au$", "USD": "us$ u.s.$",
    "NZD": "nz$", "SGD": "s$", "JPY": "¥ 円", "CNY": "¥ 元", "KRW": "₩ 원", "CHF": "fr. sfr", "ILS": "₪", "TRY": "₺",
    "SEK": "kr", "NOK": "kr", "DKK": "kr", "CZK": "kč", "UAH": "₴", "RUB": "₽ руб",
}  # fmt: skip
_PAY_WORDS = re.compile(
    r"[$€£₹¥₩₪₺₴₽]|\b(?:usd|eur|gbp|cad|aud|inr|chf|sgd|nzd|jpy|pln|sek|nok|dkk|zł|kč)\b|/\s?hr?\b"
    r"|hour|day|week|month|year|annum|annual|salary|\bpay\b|stunde|monat|jahr|gehalt|heure|mois|\ban\b|salaire|\blpa\b|\bctc\b"
)


@dataclass(frozen=True, slots=True)
class CheckedReading:
    """The values that stand, and how many do not; `foreign` if a neighbour's text has one of the latter."""

    summary: str | None = None
    language: str | None = None
    skills: list[dict[str, str]] = field(default_factory=list)
    location: str | None = None
    seniority: str | None = None
    remote: str | None = None
    salary: Pay | None = None
    dropped: dict[str, int] = field(default_factory=dict)
    foreign: bool = False

    @property
    def is_doubtful(self) -> bool:
        """Whether so much was made up, or taken from a neighbour, that the posting should be read alone."""
        return self.foreign or "summary" in self.dropped or sum(self.dropped.values()) > max(2, len(self.skills))


class _Sieve:
    """Lets supported values through, and remembers the others."""

    def __init__(self, *, ill_formed: int) -> None:
        self.dropped: Counter[str] = Counter({"ill_formed": ill_formed} if ill_formed else {})
        self.claims: list[str] = []

    def passed(self, kind: str, said: str | None, supported: T | None) -> T | None:
        """The supported value; what was said without support is counted."""
        if said and supported is None:
            self.dropped[kind] += 1
            self.claims.append(plain(said))
        return supported


def check(
    posting: Posting, reading: Reading, *, neighbours: Iterable[Posting] = (), ill_formed: int = 0
) -> CheckedReading:
    """The part of a reading that the posting supports; `neighbours` were in the same call."""
    text = plain(posting.text)
    sieve = _Sieve(ill_formed=ill_formed)
    skills, refused = _skills(posting, reading, text)
    for name in refused:
        sieve.passed("skills", name, None)
    level, remote, pay = reading.seniority, reading.remote, reading.salary
    checked = CheckedReading(
        summary=sieve.passed("summary", reading.summary, _summary(reading.summary, text)),
        language=sieve.passed("language", reading.language, _language(reading.language)),
        skills=skills,
        location=sieve.passed("location", reading.location, _location(reading.location, text)),
        seniority=sieve.passed("seniority", level.quote or level.level if level else None, _level(level, text)),
        remote=sieve.passed("remote", remote.quote or remote.type if remote else None, _remote(remote, text)),
        salary=sieve.passed("salary", pay.quote or "pay" if pay else None, _pay(pay, text)),
    )
    if checked.salary and pay and pay.currency and not checked.salary.currency:
        sieve.dropped["currency"] += 1
    others = [plain(neighbour.text) for neighbour in neighbours]
    foreign = any(_stands_in(claim, other) for claim in sieve.claims for other in others)
    return replace(checked, dropped=dict(sieve.dropped), foreign=foreign)


def plain(text: str) -> str:
    """Text as it is compared: without case, kinds of space, of dash and of quotation mark."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_DASHES).casefold().split())


def _stands_in(claim: str, text: str) -> bool:
    return len(claim) > 2 and re.search(rf"(?<!\w){re.escape(claim)}(?!\w)", text) is not None


def _skills(posting: Posting, reading: Reading, text: str) -> tuple[list[dict[str, str]], list[str]]:
    """The supported skills by canonical name, each once, and the names of the others."""
    by_rules = {mention.skill: mention.kind for mention in extract_skills(posting.title, posting.description)}
    found: dict[str, dict[str, str]] = {}
    refused = []
    for claim in reading.skills[:MOST_SKILLS]:
        said = " ".join(claim.name.split())
        name, kind = _canonical(said) or (said, claim.kind)
        if not said or len(said) > LONGEST_SKILL or _UNSAFE.search(said):
            refused.append(said)
        elif name in by_rules:
            found.setdefault(name.casefold(), {"skill": name, "kind": by_rules[name]})
        elif _names(said, posting.text, text):
            found.setdefault(name.casefold(), {"skill": name, "kind": kind})
        else:
            refused.append(said)
    return list(found.values()), refused


@lru_cache(maxsize=4096)
def _canonical(name: str) -> tuple[str, str] | None:
    mentions = extract_skills("", name)
    if len(mentions) == 1 and (mentions[0].start, mentions[0].end) == (0, len(name)):
        return mentions[0].skill, mentions[0].kind
    return None


def _names(skill: str, as_written: str, text: str) -> bool:
    """Whether the text names the skill. Short names are everyday words in another casing: "Go", "R", "SAS"."""
    short = len(skill) <= 3
    wanted = skill if short else plain(skill)
    return re.search(rf"(?<![\w+#]){re.escape(wanted)}(?:s|es)?(?![\w+#])", as_written if short else text) is not None


def _summary(said: str | None, text: str) -> str | None:
    """The first two sentences, if each keeps to the posting's words and figures."""
    if not said:
        return None
    sentences = [sentence for sentence in _SENTENCE_END.split(" ".join(said.split())) if sentence]
    summary = " ".join(sentences[:SENTENCES])
    if len(summary) > LONGEST_SUMMARY or _UNSAFE.search(summary):
        return None
    return summary if all(_keeps_to(sentence, text) for sentence in sentences[:SENTENCES]) else None


def _keeps_to(sentence: str, text: str) -> bool:
    figures = {re.sub(r"\D", "", number) for number in _NUMBER.findall(text)}
    if any(re.sub(r"\D", "", number) not in figures for number in _NUMBER.findall(sentence)):
        return False
    words = _WORD.findall(plain(sentence))
    known = sum(word[:STEM] in text for word in words)
    return known >= SUPPORTED_WORDS * len(words)


def _quoted(quote: str, text: str) -> bool:
    wanted = plain(quote)
    return 2 <= len(wanted) <= LONGEST_QUOTE and wanted in text


def _language(said: str | None) -> str | None:
    return said if said and re.fullmatch("[a-z]{2}", said) else None


def _level(said: Level | None, text: str) -> str | None:
    """The level, if the rules read it in the quotation too, or the years asked for there allow it."""
    if said is None or not _quoted(said.quote, text):
        return None
    by_rules = extract_seniority(said.quote) or extract_seniority("", said.quote)
    if by_rules is not None:
        return said.level if by_rules == said.level else None
    years = _YEARS.search(plain(said.quote))
    fitting = next((levels for most, levels in _LEVELS_BY_YEARS if years and int(years[1]) <= most), set())
    return said.level if said.level in fitting else None


def _remote(said: Remote | None, text: str) -> str | None:
    if said is None or not _quoted(said.quote, text):
        return None
    return said.type if said.type in (extract_remote_type(said.quote), extract_remote_type("", said.quote)) else None


def _location(said: str | None, text: str) -> str | None:
    """The parts of a place that the text names, provided that it names the first."""
    parts = [part.strip(" .;") for part in (said or "").split(",") if part.strip(" .;")]
    if not parts or len(parts) > 5 or _UNSAFE.search(said or ""):
        return None
    named = [
        part for part in parts if _stands_in(plain(part), text) or (len(part) == 2 and part in text.upper().split())
    ]
    return ", ".join(named) if parts[0] in named else None


def _pay(said: Pay | None, text: str) -> Pay | None:
    """The pay in order, if its figures stand in a quotation about pay. A bare "$" is a dozen currencies and so none."""
    if said is None or not _quoted(said.quote, text):
        return None
    quote = plain(said.quote)
    figures = sorted(figure for figure in (said.min, said.max) if figure is not None)
    stated = _amounts(quote)
    supported = all(0 < one < LARGEST_PAY and any(abs(one - other) < 0.01 for other in stated) for one in figures)
    if not figures or not supported or not _PAY_WORDS.search(quote):
        return None
    low, high = figures if len(figures) == 2 else (said.min, said.max)
    return said.model_copy(update={"min": low, "max": high, "currency": _currency(said.currency, quote, text)})


def _currency(said: str | None, quote: str, text: str) -> str | None:
    code = (said or "").strip().upper()
    if not re.fullmatch("[A-Z]{3}", code):
        return None
    told = re.search(rf"(?<!\w){code.lower()}(?!\w)", text) is not None
    return code if told or any(sign in quote for sign in _SIGNS.get(code, "").split()) else None


def _amounts(quote: str) -> set[float]:
    """What the figures of a quotation amount to; one "k" or "lakh" may count for both ends of a range."""
    factors = [1.0]
    factors += [1e3] if re.search(r"\d\s?k\b", quote) else []
    factors += [1e5] if re.search(r"\d\s?(?:l|lakhs?|lacs?|lpa)\b", quote) else []
    values = set()
    for number in re.findall(r"\d{1,3} \d{3}(?!\d)|\d[\d.,']*\d|\d", quote):
        # Of either sign only two digits or one at the end are a fraction: "1.500,50", "82.5", but "120,000".
        parts = re.fullmatch(r"(.*?)(?:[.,](\d{1,2}))?", number)
        whole, fraction = parts.groups() if parts else (number, None)
        values.add(float(re.sub(r"\D", "", whole) + "." + (fraction or "0")))
    return {value * factor for value in values for factor in factors}
