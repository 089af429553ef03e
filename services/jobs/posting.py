"""One posting with everything known about it, as one of a person's campaigns sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from services.shared.ranking_explanation import Phrase, factor_phrases
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)


@dataclass(frozen=True, slots=True)
class Posting:
    """What the job page shows. Stated pay is per `job_salary_period`, yearly pay in whole units of its currency.

    `campaign_id` and the score are None when the person follows the posting but no campaign of theirs ranks it now.
    """

    job_posting_key: UUID
    job_title: str | None
    job_description: str | None
    job_summary: str | None
    job_highlights: dict[str, list[str]] | None
    job_location: str | None
    job_city: str | None
    job_state: str | None
    job_country: str | None
    employment_types: list[str] | None
    skills: list[str] | None
    skills_source: str | None
    seniority_level: str | None
    remote_work_type: str | None
    job_min_salary: Decimal | None
    job_max_salary: Decimal | None
    job_salary_period: str | None
    job_salary_currency: str | None
    salary_source: str | None
    yearly_min_salary: int | None
    yearly_max_salary: int | None
    salary_currency: str | None
    apply_link: str | None
    apply_options: list[dict[str, Any]] | None
    job_publisher: str | None
    posted_date: date | None
    expires_at: datetime | None
    first_seen_at: datetime | None
    last_seen_at: datetime | None
    employer_name: str | None
    employer_website_domain: str | None
    employer_logo_url: str | None
    company_name: str | None
    website: str | None
    industry: str | None
    company_type: str | None
    company_size: str | None
    company_description: str | None
    revenue: str | None
    year_founded: int | None
    rating: Decimal | None
    review_count: int | None
    recommend_to_friend_rating: Decimal | None
    work_life_balance_rating: Decimal | None
    compensation_and_benefits_rating: Decimal | None
    culture_and_values_rating: Decimal | None
    career_opportunities_rating: Decimal | None
    senior_management_rating: Decimal | None
    headquarters_location: str | None
    company_link: str | None
    reviews_link: str | None
    jobs_link: str | None
    campaign_id: int | None
    campaign_name: str | None
    campaign_skills: list[str] | None
    campaign_currency: str | None
    campaign_country: str | None
    rank_score: Decimal | None
    rank_explain: dict[str, Any] | None
    weights: dict[str, float] | None
    listed_at: datetime | None
    status: str
    is_favourite: bool
    hidden_because: str | None

    @property
    def place(self) -> str | None:
        """Where the job is, as shown by the board or else put together from its parts."""
        return self.job_location or ", ".join(part for part in (self.job_city, self.job_state) if part) or None

    def phrases(self, today: date) -> dict[str, Phrase]:
        """What each factor of the score saw, in words."""
        facts = {name: getattr(self, name) for name in Posting.__dataclass_fields__}
        return factor_phrases(self.rank_explain or {}, facts, today=today)


@dataclass(frozen=True, slots=True)
class Other:
    """Another job at the same company."""

    job_posting_key: UUID
    job_title: str | None
    job_location: str | None
    rank_score: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill of a posting, who read it there, and whether the campaign asks for it."""

    name: str
    readers: tuple[str, ...]
    is_wanted: bool


@dataclass(frozen=True, slots=True)
class YearlyPay:
    """Pay a year in another currency than the stated one, by the rate of a day."""

    low: int | None
    high: int | None
    currency: str
    rate_date: date


def get(conn: Connection, *, user_id: int, key: UUID, campaign_id: int | None = None) -> Posting | None:
    """The posting as that campaign sees it, or the one that it fits best; None when it is not the person's to see."""
    values = {"user_id": user_id, "key": str(key), "campaign_id": campaign_id}
    row = conn.execute(SQL["posting_of_person"], values).mappings().first()
    return Posting(**row) if row else None


def skills_of(conn: Connection, posting: Posting) -> list[Skill]:
    """What the rules and the LLM read in it, wanted ones first, each once in any spelling of its case."""
    wanted = {skill.lower() for skill in posting.campaign_skills or ()}
    readers: dict[str, list[str]] = {}
    shown: dict[str, str] = {}
    for row in conn.execute(SQL["skills_read_from"], {"key": str(posting.job_posting_key)}):
        for name in _names(row.extracted_skills):
            shown.setdefault(name.lower(), name)
            readers.setdefault(name.lower(), []).append(row.reader)
    for name in posting.skills or ():
        shown.setdefault(name.lower(), name)
        readers.setdefault(name.lower(), [posting.skills_source or "rules"])
    found = [Skill(shown[low], tuple(dict.fromkeys(readers[low])), low in wanted) for low in shown]
    return sorted(found, key=lambda skill: not skill.is_wanted)


def others_at_company(conn: Connection, posting: Posting, *, user_id: int) -> Sequence[Other]:
    """Up to six other jobs of the campaign at the same company, best first."""
    if posting.campaign_id is None:
        return []
    values = {"user_id": user_id, "campaign_id": posting.campaign_id, "key": str(posting.job_posting_key)}
    return [Other(**row) for row in conn.execute(SQL["others_at_company"], values).mappings()]


def pay_in(conn: Connection, posting: Posting, *, currency: str | None) -> YearlyPay | None:
    """The yearly pay in this currency; None when it is stated in it already, or cannot be converted."""
    stated = posting.salary_currency
    if not currency or not stated or currency == stated:
        return None
    rows = conn.execute(SQL["exchange"], {"currencies": [currency, stated]})
    rates = {row.currency: (row.per_euro, row.rate_date) for row in rows}
    euro = {"EUR": (Decimal(1), date.max)}
    try:
        (wanted, wanted_day), (known, known_day) = (rates | euro)[currency], (rates | euro)[stated]
    except KeyError:
        return None
    low, high = (
        None if amount is None else round(amount * wanted / known)
        for amount in (posting.yearly_min_salary, posting.yearly_max_salary)
    )
    return YearlyPay(low, high, currency, min(wanted_day, known_day))


def _names(skills: Any) -> list[str]:
    """Names out of a list of names or of objects with a name, as rules and LLM keep them."""
    found = (skill.get("name") or skill.get("skill") if isinstance(skill, dict) else skill for skill in skills or ())
    return [str(name) for name in found if name]
