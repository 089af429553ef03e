"""The generated company directory: most employers, some only by their look-alikes, in the Glassdoor API's format."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from typing import Any

from services.sandbox.universe.employers import Employer, employers
from services.sandbox.universe.places import folded
from services.sandbox.universe.wording import pick

Row = dict[str, Any]

_SIZES = {
    1: ("1 to 50 Employees", "SMALL"),
    51: ("51 to 200 Employees", "SMALL_TO_MEDIUM"),
    201: ("201 to 500 Employees", "MEDIUM"),
    501: ("501 to 1000 Employees", "MEDIUM_TO_LARGE"),
    1001: ("1001 to 5000 Employees", "LARGE"),
    5001: ("5001 to 10000 Employees", "LARGE_TO_GIANT"),
    10001: ("10000+ Employees", "GIANT"),
}
_RATINGS = (
    "career_opportunities_rating",
    "compensation_and_benefits_rating",
    "culture_and_values_rating",
    "diversity_and_inclusion_rating",
    "senior_management_rating",
    "work_life_balance_rating",
)
_LOOKALIKES = ("{name} Consulting", "{name} India", "{stem} Partners", "{stem} Foundation", "New {stem} Group")
_CEOS = ("Marit Oduya", "Ansel Pereira", "Ishani Kulkarni", "Jonas Feldweg", "Béatrice Lanoue", None, None, None)
_LEGAL = frozenset(
    "ag co company corporation gmbh inc incorporated limited llc llp lp ltd plc private pvt sa sarl sas the".split()  # noqa: SIM905
)
_KINDS = ("Company - Private", "Company - Private", "Company - Public", "Nonprofit Organization")
_REVENUES = ("Unknown / Non-Applicable", "$5 to $25 million (USD)", "$100 to $500 million (USD)")
_GLASSDOOR = "https://www.glassdoor.com"


class GeneratedCompanies:
    """Answers like the real search: the right one is not always first, and sometimes not there at all."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def search(self, name: str, limit: int) -> list[Row]:
        """Companies whose name shares its leading word or most of its letters with the question."""
        asked = name_words(name)
        rows = [row for words, row in _directory(self._seed) if _resembles(asked, words)]
        return rows[:limit]


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name without case, accents, punctuation and legal form."""
    words = re.findall(r"\w+", folded(name.replace("&", " ").replace(" and ", " ")))
    return tuple(word for word in words if word not in _LEGAL) or tuple(words)


def _resembles(asked: tuple[str, ...], words: tuple[str, ...]) -> bool:
    if not asked or not words:
        return False
    joined, other = "".join(asked), "".join(words)
    return asked[0] in words or joined in other or (len(other) > 4 and other in joined)


@lru_cache(maxsize=4)
def _directory(seed: int) -> tuple[tuple[tuple[str, ...], Row], ...]:
    rows = [row for employer in employers() for row in _entries(employer, seed)]
    return tuple((name_words(row["name"]), row) for row in rows)


def _entries(employer: Employer, seed: int) -> list[Row]:
    if employer.glassdoor == "no":
        return []
    rng = Random(f"{seed}|{employer.name}")  # noqa: S311 - repeatable chance, no secret
    entries = [_lookalike(rng, employer, form) for form in rng.sample(_LOOKALIKES, 2 + int(rng.random() * 2))]
    if employer.glassdoor == "yes":
        entries.insert(0 if rng.random() < 0.75 else 1, _entry(rng, employer))
    return entries


def _lookalike(rng: Random, employer: Employer, form: str) -> Row:
    stem = employer.name.split()[0]
    name = form.format(name=employer.name, stem=stem)
    slug = f"{_domain_label(employer)}-{form.rsplit(maxsplit=1)[-1].lower()}"
    return _row(
        rng,
        name=name,
        website=pick(rng, (f"https://www.{slug}.net", f"https://{slug}.biz", None)),
        industry=pick(rng, (None, employer.industry, "Business Consulting")),
        size=pick(rng, (1, 51, 201)),
        headquarters=pick(rng, ("Noida, India", "Phoenix, AZ", "Leeds, United Kingdom", "Unknown")),
        founded=None,
        known=rng.random() < 0.5,
    )


def _domain_label(employer: Employer) -> str:
    return (employer.website or "company").removeprefix("https://").removeprefix("www.").split(".")[0]


def _entry(rng: Random, employer: Employer) -> Row:
    return _row(
        rng,
        name=employer.name,
        website=_listed_website(rng, employer.website),
        industry=employer.industry if rng.random() < 0.85 else None,
        size=employer.size,
        headquarters=employer.headquarters,
        founded=employer.founded if rng.random() < 0.7 else None,
        known=rng.random() < 0.88,
    )


def _listed_website(rng: Random, website: str | None) -> str | None:
    """The same domain in another spelling, or nothing."""
    if website is None or rng.random() < 0.12:
        return None
    domain = website.removeprefix("https://").removeprefix("www.")
    return str(
        pick(rng, (website, website, f"http://{domain}", f"https://www.{domain}/about", f"www.{domain}", domain))
    )


def _row(
    rng: Random,
    *,
    name: str,
    website: str | None,
    industry: str | None,
    size: int,
    headquarters: str,
    founded: int | None,
    known: bool,
) -> Row:
    """One company; nobody has rated an unknown one, which the API shows as zeros."""
    company_id = 100_000 + int(rng.random() * 9_000_000)
    reviews = 3 + int(rng.random() ** 3 * 4_000) if known else 0
    size_text, category = _SIZES[size] if rng.random() < 0.92 else ("Unknown", "UNKNOWN")
    slug = re.sub(r"\W+", "-", name).strip("-")
    return {
        "company_id": company_id,
        "name": name,
        "company_link": f"{_GLASSDOOR}/Overview/Working-at-{slug}-EI_IE{company_id}.11,{11 + len(slug)}.htm",
        "rating": _rating(rng) if known else 0,
        "review_count": reviews,
        "salary_count": int(reviews * 1.6),
        "job_count": int(rng.random() * 40) if known else 0,
        "headquarters_location": headquarters,
        "logo": None if rng.random() < 0.5 else f"https://media.example.com/sql/{company_id}/squarelogo.png",
        "company_size": size_text,
        "company_size_category": category,
        "company_description": f"{name} works in {industry.lower()}." if industry else None,
        "industry": industry,
        "website": website,
        "company_type": pick(
            rng, ("Company - Private", "Company - Private", "Company - Public", "Nonprofit Organization")
        ),
        "revenue": pick(rng, _REVENUES),
        "business_outlook_rating": _share(rng) if known else 0,
        **{field: _rating(rng) if known else 0 for field in _RATINGS},
        "ceo": pick(rng, _CEOS),
        "ceo_rating": _share(rng) if known and rng.random() < 0.5 else 0,
        "recommend_to_friend_rating": _share(rng) if known else 0,
        "stock": None,
        "year_founded": founded,
        "reviews_link": f"{_GLASSDOOR}/Reviews/{slug}-Reviews-E{company_id}.htm",
        "jobs_link": f"{_GLASSDOOR}/Jobs/{slug}-Jobs-E{company_id}.htm",
        "faq_link": f"{_GLASSDOOR}/FAQ/{slug}-Questions-E{company_id}.htm",
        "competitors": [],
        "office_locations": [],
        "best_places_to_work_awards": [],
    }


def _rating(rng: Random) -> float:
    """0 to 5 with one digit; a whole one arrives as an integer."""
    value = round(2.4 + rng.random() * 2.4, 1)
    return int(value) if value == int(value) else value


def _share(rng: Random) -> float:
    """0 to 1; a whole one arrives as an integer."""
    value = round(min(1.0, 0.3 + rng.random() * 0.75), 2)
    return int(value) if value == 1 else value
