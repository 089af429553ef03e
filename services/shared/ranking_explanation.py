"""The reasons of a score in words: rendered when they are shown, from the stored facts and the posting's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any, NamedTuple

Facts = Mapping[str, Any]

# In the order of the text; the four before the last are only named when the campaign has a wish.
ORDER = (
    "title",
    "skills",
    "salary",
    "location",
    "remote_type",
    "seniority",
    "employment_type",
    "company_size",
    "recency",
)
_NOUNS = {
    "title": "title",
    "skills": "skills",
    "salary": "pay",
    "location": "place",
    "remote_type": "place of work",
    "seniority": "level",
    "employment_type": "employment type",
    "company_size": "company size",
    "recency": "posting date",
}
_NOT_STATED = " not stated"
_WORK = {"remote": "remote", "hybrid": "hybrid", "onsite": "on site"}
_LEVELS = {"mid": "mid level", "intern": "internship"}
_VERDICTS = {
    "wanted": ", as you want",
    "close": ", close to what you want",
    "not far": ", not far from what you want",
    "far": ", not what you want",
    "half": ", partly what you want",
    "other": ", not what you want",
}
# The largest that fits twice: 13 days, then 2 weeks.
_UNITS = ((365, "year"), (30, "month"), (7, "week"), (1, "day"))


class Phrase(NamedTuple):
    """What one factor saw. Neighbours with the same verdict are said together: "remote and senior, as you want"."""

    words: str
    verdict: str = ""
    is_neutral: bool = False

    def __str__(self) -> str:
        return _sentence([self.words], self.verdict)


def explanation_sentence(explain: Facts, job: Facts | None = None, *, today: date) -> str:
    """ "Title fits: data, engineer. Mentions 4 of your 6 skills: Python, SQL, … Hybrid in Toronto. Pay not stated."

    `explain` is dim_ranking.rank_explain, `job` any row with columns of fact_jobs: what it does not have is left out.
    """
    if "sentence" in explain:
        return str(explain["sentence"])
    phrases = factor_phrases(explain, job, today=today)
    if "location" in phrases:
        phrases.pop("remote_type", None)
    ordered = [phrases[name] for name in ORDER if name in phrases]
    # What nobody knows is said once, at the end.
    ordered.sort(key=lambda phrase: phrase.verdict == _NOT_STATED)
    groups = groupby(ordered, key=lambda phrase: phrase.verdict)
    said = (
        [_sentence([phrase.words for phrase in group], verdict)] if verdict else [str(phrase) for phrase in group]
        for verdict, group in groups
    )
    return " ".join(f"{sentence}." for sentences in said for sentence in sentences)


def factor_phrases(explain: Facts, job: Facts | None = None, *, today: date) -> dict[str, Phrase]:
    """What each factor saw, by factor."""
    # A factor without a wish has no fact; the day of posting is the posting's own.
    facts = explain.get("facts", {}) | ({} if "recency" in explain.get("facts", {}) else {"recency": None})
    phrases = {name: _phrase(name, fact, job or {}, today) for name, fact in facts.items()}
    return {name: phrase for name, phrase in phrases.items() if phrase.words}


def _phrase(name: str, fact: Any, job: Facts, today: date) -> Phrase:
    seen = {
        "title": lambda: Phrase(_title(fact)),
        "skills": lambda: Phrase(_skills(fact)),
        "salary": lambda: _salary(fact, job),
        "location": lambda: _location(fact, job),
        "recency": lambda: Phrase(_age(job.get("posted_date"), today)),
    }
    if fact == "unknown" and name in _NOUNS:
        return _not_stated(name)
    return seen[name]() if name in seen else _wished(name, fact, job)


def _wished(name: str, fact: Any, job: Facts) -> Phrase:
    known = {
        "seniority": _LEVELS.get(str(job.get("seniority_level")), job.get("seniority_level")),
        "remote_type": _WORK.get(str(job.get("remote_work_type"))),
        "employment_type": _types(job.get("employment_types")),
        "company_size": _size(job.get("company_size")),
    }
    if name not in known:
        return Phrase(str(fact))
    # A fact of other rules than these says nothing that could be put in words.
    return Phrase(str(known[name] or _NOUNS[name]), _VERDICTS[fact]) if fact in _VERDICTS else _not_stated(name)


def _not_stated(name: str) -> Phrase:
    return Phrase(_NOUNS[name], _NOT_STATED, is_neutral=True)


def _sentence(words: Sequence[str], verdict: str) -> str:
    together = " and ".join(part for part in (", ".join(words[:-1]), words[-1]) if part) + verdict
    return together[:1].upper() + together[1:]


def _title(fact: str) -> str:
    """From "1 of 2: data"."""
    found, asked, names = _shared(fact)
    if found == asked:
        return f"title fits: {names}"
    return f"title has {found} of your {asked} words: {names}" if names else "title has none of your words"


def _skills(fact: str) -> str:
    """From "4 of 6: Python, SQL, dbt, Airflow"."""
    found, asked, names = _shared(fact)
    mine = "your skill" if asked == "1" else f"your {asked} skills"
    if not names:
        return "does not mention your skill" if asked == "1" else f"mentions none of {mine}"
    share = "" if asked == "1" else "all " if found == asked else f"{found} of "
    return f"mentions {share}{mine}: {names}"


def _shared(fact: str) -> tuple[str, str, str]:
    share, _, names = fact.partition(": ")
    found, _, asked = share.partition(" of ")
    return found, asked, names


def _salary(fact: str, job: Facts) -> Phrase:
    """From "85 % of 100000 CAD"."""
    pay = _pay(job)
    if fact == "no rate" and pay:
        why = "which cannot be compared" if job.get("salary_currency") else "currency not stated"
        return Phrase(f"pays {pay}, {why}", is_neutral=True)
    share, _, asked = fact.partition(" % of ")
    if not asked:
        return _not_stated("salary")
    amount, _, currency = asked.partition(" ")
    wish = f"{_short(int(amount))}+"
    if pay:
        shown = wish if job.get("salary_currency") == currency else f"{wish} {currency}"
        return Phrase(f"pays {pay}, you asked for {shown}")
    part = "" if share == "100" else f"{share} % of "
    return Phrase(f"pays {part}the {wish} {currency} you asked for")


def _pay(job: Facts) -> str:
    low, high = (job.get(f"yearly_{end}_salary") for end in ("min", "max"))
    ends = [_short(int(end)) for end in dict.fromkeys((low, high)) if end is not None]
    if not ends:
        return ""
    shown = "–".join(ends)
    if len(ends) == 2 and all(end.endswith("k") for end in ends):
        shown = f"{ends[0][:-1]}–{ends[1]}"
    return f"{shown} {job.get('salary_currency') or ''}".rstrip()


def _short(amount: int) -> str:
    return f"{amount / 1000:.0f}k" if amount >= 10_000 else f"{amount:,}"


def _location(fact: str, job: Facts) -> Phrase:
    """From "near, 25 km"."""
    case, _, distance = fact.partition(", ")
    if case == "remote wanted":
        return Phrase("remote", _VERDICTS["wanted"])
    place = str(job.get("job_city") or job.get("job_location") or "your place")
    work = job.get("remote_work_type")
    there = f"{_WORK[work]} in {place}" if work in ("hybrid", "onsite") else f"in {place}"
    country = str(job.get("job_country") or "").upper()
    words = {
        "there": there,
        "near": there,
        "remote": "remote, can be done from where you look",
        "remote abroad": "remote, but in another country" + (f" ({country})" if country else ""),
        "abroad": "in another country" + (f" ({country})" if country else ""),
        "region": f"{there}, in the region you look in",
        "country": there,
        "elsewhere": f"{there}, elsewhere in the country",
    }
    return Phrase(words.get(case, case) + (f", {distance} from you" if distance not in ("", "5 km") else ""))


def _types(types: Any) -> str:
    return " or ".join(str(kind).replace("_", " ") for kind in types or ())


def _size(size: Any) -> str:
    return f"{str(size).replace('-', '–')} people" if size else ""


def _age(posted: Any, today: date) -> str:
    if not isinstance(posted, date):
        return ""
    days = max(0, (today - posted).days)
    if days < 2:
        return "posted yesterday" if days else "posted today"
    length, unit = next((length, unit) for length, unit in _UNITS if days >= 2 * length)
    return f"posted {days // length} {unit}s ago"
