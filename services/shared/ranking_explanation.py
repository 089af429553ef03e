"""The reasons of a score in words: rendered when they are shown, from the stored facts and the posting's own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

Facts = Mapping[str, Any]

# In the order of the sentence; the last four are only named when the campaign has a wish.
SENTENCE = (
    "title",
    "skills",
    "salary",
    "location",
    "seniority",
    "remote_type",
    "employment_type",
    "company_size",
    "recency",
)
_WORK = {"remote": "remote", "hybrid": "hybrid", "onsite": "on site"}


def explanation_sentence(explain: Facts, job: Facts | None = None, *, today: date) -> str:
    """ "matches 4 of 6 skills: Python, SQL, dbt, Airflow; pays 95–110k CAD, you asked 100k+; hybrid in Toronto; …".

    `explain` is dim_ranking.rank_explain, `job` any row with columns of fact_jobs: what it does not have is left out.
    """
    if "sentence" in explain:
        return str(explain["sentence"])
    phrases = factor_phrases(explain, job, today=today)
    skipped = {"remote_type"} if "location" in phrases else set()
    return "; ".join(phrases[name] for name in SENTENCE if name in phrases and name not in skipped)


def factor_phrases(explain: Facts, job: Facts | None = None, *, today: date) -> dict[str, str]:
    """What each factor saw, by factor; unknown says that it is neutral."""
    # A factor without a wish has no fact; the day of posting is the posting's own.
    facts = explain.get("facts", {}) | ({} if "recency" in explain.get("facts", {}) else {"recency": None})
    known = job or {}
    said = {
        "title": lambda fact: _share("title matches", fact, "word"),
        "skills": lambda fact: _share("matches", fact, "skill"),
        "salary": lambda fact: _salary(fact, known),
        "location": lambda fact: _location(fact, known),
        "seniority": lambda fact: _wished(fact, known.get("seniority_level") or "level"),
        "remote_type": lambda fact: _wished(fact, _WORK.get(str(known.get("remote_work_type")), "way of working")),
        "employment_type": lambda fact: _wished(fact, _types(known.get("employment_types"))),
        "company_size": lambda fact: _wished(fact, _size(known.get("company_size"))),
        "recency": lambda fact: _age(fact, known.get("posted_date"), today),
    }
    phrases = {name: said[name](fact) if name in said else str(fact) for name, fact in facts.items()}
    return {name: phrase for name, phrase in phrases.items() if phrase}


def _share(verb: str, fact: str, noun: str) -> str:
    """From "4 of 6: Python, SQL, dbt, Airflow"."""
    if fact == "unknown":
        return f"{noun}s unknown (neutral)"
    share, _, names = fact.partition(": ")
    found, _, asked = share.partition(" of ")
    many = f"{asked} {noun}" if asked == "1" else f"{asked} {noun}s"
    return f"{verb} {found} of {many}: {names}" if names else f"{verb} none of {many}"


def _salary(fact: str, job: Facts) -> str:
    """From "85 % of 100000 CAD"."""
    pay = _pay(job)
    if fact == "no rate" and pay:
        return f"pays {pay}, which cannot be compared (neutral)"
    share, _, asked = fact.partition(" % of ")
    if not asked:
        return "pay unknown (neutral)"
    amount, _, currency = asked.partition(" ")
    wish = f"{_short(int(amount))}+"
    if pay:
        return f"pays {pay}, you asked {wish}" + ("" if job.get("salary_currency") == currency else f" {currency}")
    return (
        f"pays the {wish} {currency} you asked"
        if share == "100"
        else f"pays {share} % of the {wish} {currency} you asked"
    )


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


def _location(fact: str, job: Facts) -> str:
    """From "near, 25 km"."""
    case, _, distance = fact.partition(", ")
    place = str(job.get("job_city") or job.get("job_location") or "your place")
    work = job.get("remote_work_type")
    there = f"{_WORK[work]} in {place}" if work in ("hybrid", "onsite") else f"in {place}"
    country = str(job.get("job_country") or "").upper()
    words = {
        "there": there,
        "near": there,
        "remote wanted": "remote, as you want it",
        "remote": "remote, can be done from where you look",
        "remote abroad": "remote, but in another country" + (f" ({country})" if country else ""),
        "abroad": "in another country" + (f" ({country})" if country else ""),
        "region": f"{there}, in the region you look in",
        "country": there,
        "elsewhere": f"{there}, elsewhere in the country",
        "unknown": "place unknown (neutral)",
    }
    return words.get(case, case) + (f", {distance} from you" if distance not in ("", "5 km") else "")


def _wished(fact: Any, name: str) -> str:
    words = {
        "wanted": "as you want", "close": "close to what you want", "not far": "not far from what you want",
        "far": "not what you want", "half": "half of what you want", "other": "not what you want",
    }  # fmt: skip
    return f"{name}, {words[fact]}" if fact in words else f"{name} unknown (neutral)"


def _types(types: Any) -> str:
    return " or ".join(str(kind).replace("_", " ") for kind in types or ()) or "employment type"


def _size(size: Any) -> str:
    return f"{str(size).replace('-', '–')} employees" if size else "company size"


def _age(fact: Any, posted: Any, today: date) -> str:
    if fact == "unknown":
        return "posting date unknown (neutral)"
    if not isinstance(posted, date):
        return ""
    days = max(0, (today - posted).days)
    return {0: "posted today", 1: "posted yesterday"}.get(days, f"posted {days} days ago")
