"""One generated posting: everything that is decided about it, from a stream of chance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Literal, TypeVar

from services.sandbox.universe.employers import Employer, hiring_in
from services.sandbox.universe.occupations import Occupation
from services.sandbox.universe.pay import Pay, drawn_pay
from services.sandbox.universe.places import City, Country
from services.sandbox.universe.titles import Level, decorated, drawn_level, drawn_title, with_article
from services.sandbox.universe.wording import Length, domains, pick, some, wording, write

Arrangement = Literal["remote", "hybrid", "onsite"]
ShownPlace = Literal["city", "several", "country", "anywhere"]

PUBLISHERS = {
    "us": (
        "LinkedIn",
        "LinkedIn",
        "Indeed",
        "ZipRecruiter",
        "Dice",
        "Built In",
        "Glassdoor",
        "Talent.com",
        "Learn4Good",
    ),
    "ca": (
        "LinkedIn",
        "LinkedIn",
        "Indeed",
        "Talent.com",
        "Recruit.net",
        "BeBee CA",
        "Glassdoor",
        "Job Bank",
        "Jooble",
    ),
    "in": ("LinkedIn", "LinkedIn", "Naukri.com", "Indeed", "WorkIndia.in", "Foundit", "Glassdoor", "Shine"),
    "de": ("LinkedIn", "StepStone", "Indeed", "XING", "Jobware", "Talent.com"),
    "fr": ("LinkedIn", "Indeed", "HelloWork", "Welcome To The Jungle", "APEC", "Talent.com"),
    "jp": ("LinkedIn", "Indeed", "求人ボックス", "Wantedly", "doda"),
    "": ("LinkedIn", "LinkedIn", "Indeed", "Adzuna", "Glassdoor", "Jooble", "Talent.com"),
}
_TYPES = ((0.83, "FULLTIME"), (0.1, "CONTRACTOR"), (0.04, "PARTTIME"), (0.03, "INTERN"))
_HEADCOUNT = {0: 90, 1: 18, 51: 120, 201: 340, 501: 750, 1001: 2400, 5001: 7000, 10001: 14000}
_LENGTHS: tuple[tuple[float, Length], ...] = ((0.3, "short"), (0.45, "medium"), (0.25, "long"))
# How often each oddity of real answers occurs; several may meet in one posting.
_ODDITIES = (
    ("null_description", 0.02),
    ("zero_width", 0.05),
    ("narrow_space", 0.05),
    ("hex_escape", 0.02),
    ("no_dates", 0.16),
    ("relative_date_only", 0.08),
    ("precise_time", 0.2),
    ("no_types", 0.04),
    ("double_types", 0.03),
    ("types_in_other_language", 0.03),
    ("wrong_coordinates", 0.02),
    ("no_coordinates", 0.03),
    ("wrong_remote_flag", 0.55),
    ("false_remote_flag", 0.03),
    ("highlights", 0.5),
    ("no_logo", 0.25),
    ("no_website", 0.5),
    ("odd_period_case", 0.06),
    ("old_generation", 0.12),
    ("benefits", 0.2),
    ("second_publisher", 0.3),
    ("direct", 0.15),
)


@dataclass(frozen=True, slots=True)
class Posting:
    """A posting as its employer thinks of it. `shown_place` says how precisely boards place it."""

    posting_id: str
    title: str
    role: str
    occupation: Occupation
    level: Level
    employer: Employer
    employer_name: str
    country: Country
    city: City | None
    shown_place: ShownPlace
    arrangement: Arrangement
    types: tuple[str, ...]
    pay: Pay
    skills: tuple[str, ...]
    years: int
    degree: bool
    language: str
    publisher: str
    oddities: frozenset[str]
    description: str = ""
    duties: tuple[str, ...] = ()
    asks: tuple[str, ...] = ()
    benefits: tuple[str, ...] = ()


def draw(
    rng: Random, *, posting_id: str, occupation: Occupation, country: Country, city: City | None, length: Length | None
) -> Posting:
    """Decide everything about one posting; without a city it is for the whole country; `length` None is any."""
    language = _language(rng, country, city)
    employer: Employer = pick(rng, hiring_in(country.code))
    level = drawn_level(rng)
    arrangement = _arrangement(rng, city)
    kind = "INTERN" if level.name == "intern" else _chosen(rng, _TYPES)
    team = pick(rng, domains()["teams"])
    role = drawn_title(rng, occupation, level, language=language)
    place = city.city if city else country.name
    posting = Posting(
        posting_id=posting_id,
        title=decorated(rng, role, language=language, arrangement=arrangement, city=place, team=team),
        role=role,
        occupation=occupation,
        level=level,
        employer=employer,
        employer_name=_spelled(rng, employer),
        country=country,
        city=city,
        shown_place=_shown_place(rng, city, arrangement),
        arrangement=arrangement,
        types=(kind, "PARTTIME") if kind == "FULLTIME" and rng.random() < 0.03 else (kind,),
        pay=_pay(rng, occupation, level, country, language),
        skills=_skills(rng, occupation),
        years=level.years[0] + int(rng.random() * (level.years[1] - level.years[0] + 1)),
        degree=rng.random() < 0.7,
        language=language,
        publisher=publisher(rng, country, employer),
        oddities=_oddities(rng),
    )
    return _with_text(rng, posting, team, length or _chosen(rng, _LENGTHS))


def _with_text(rng: Random, posting: Posting, team: str, length: Length) -> Posting:
    written = write(
        rng,
        language=posting.language,
        family=posting.occupation.family,
        length=length,
        arrangement=posting.arrangement,
        pay_sentence=posting.pay.sentence,
        skills=posting.skills,
        slots=_slots(rng, posting, team),
    )
    return replace(
        posting, description=written.text, duties=written.duties, asks=written.asks, benefits=written.benefits
    )


def publisher(rng: Random, country: Country, employer: Employer) -> str:
    """The board that shows it, now and then the employer's own career page."""
    if employer.kind == "company" and rng.random() < 0.12:
        return f"{employer.name} Careers"
    return str(pick(rng, PUBLISHERS.get(country.code, PUBLISHERS[""])))


_Choice = TypeVar("_Choice", bound=str)


def _chosen(rng: Random, shares: tuple[tuple[float, _Choice], ...]) -> _Choice:
    chance = rng.random()
    for share, value in shares:
        if chance < share:
            return value
        chance -= share
    return shares[0][1]


def _language(rng: Random, country: Country, city: City | None) -> str:
    if city and city.state == "Quebec":
        return "fr" if rng.random() < 0.5 else "en"
    chance = rng.random()
    for language, share in country.languages:
        if chance < share:
            return language
        chance -= share
    return "en"


def _arrangement(rng: Random, city: City | None) -> Arrangement:
    chance = rng.random()
    if city is None:
        return "remote" if chance < 0.75 else "onsite"
    return "remote" if chance < 0.18 else "hybrid" if chance < 0.45 else "onsite"


def _shown_place(rng: Random, city: City | None, arrangement: Arrangement) -> ShownPlace:
    chance = rng.random()
    if city is None:
        return "anywhere" if arrangement == "remote" and chance < 0.5 else "country"
    return "several" if chance < 0.05 else "country" if chance < 0.08 else "city"


def _pay(rng: Random, occupation: Occupation, level: Level, country: Country, language: str) -> Pay:
    yearly = occupation.pay * country.pay * level.pay
    return drawn_pay(rng, yearly=yearly, currency=country.currency, country=country.code, language=language)


def _skills(rng: Random, occupation: Occupation) -> tuple[str, ...]:
    return tuple(some(rng, occupation.skills[:5], 4) + some(rng, occupation.skills[5:], 4))


def _spelled(rng: Random, employer: Employer) -> str:
    return str(pick(rng, employer.spellings)) if employer.spellings and rng.random() < 0.3 else employer.name


def _slots(rng: Random, posting: Posting, team: str) -> dict[str, str]:
    """What fills the braces of the sentences."""
    employer, country = posting.employer, posting.country
    place = posting.city.city if posting.city else country.name
    padded = posting.skills + posting.skills
    return {
        "employer": employer.name if employer.kind != "confidential" else country.name,
        "city": place,
        "country": country.name,
        "hq": employer.headquarters.split(",")[0] or place,
        "role": posting.role,
        "a_role": with_article(posting.role),
        "team": team,
        "domain": pick(rng, domains()[posting.language]),
        "size": str(_HEADCOUNT[employer.size]),
        "founded": str(employer.founded or 2012),
        "years": str(posting.years),
        "degree": pick(rng, wording(posting.language)["degrees"]["needed" if posting.degree else "none"]),
        **{f"s{number}": padded[number - 1] for number in range(1, 7)},
        **posting.pay.shown,
    }


def _oddities(rng: Random) -> frozenset[str]:
    chance = rng.random
    return frozenset([name for name, share in _ODDITIES if chance() < share])
