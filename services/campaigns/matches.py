"""The postings that fit a campaign, best first, each with its score and the reason for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from sqlalchemy import Connection

from services.campaigns.paging import Page, offset
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

PAGE_SIZE = 25


@dataclass(frozen=True, slots=True)
class Match:
    """One ranked posting. The score is 0–100; salaries are whole units of `salary_currency` a year."""

    job_posting_key: UUID
    rank_score: Decimal
    reason: str | None
    job_title: str | None
    company_name: str | None
    rating: Decimal | None
    job_location: str | None
    job_city: str | None
    job_state: str | None
    job_country: str | None
    remote_work_type: str | None
    seniority_level: str | None
    employment_types: list[str] | None
    yearly_min_salary: int | None
    yearly_max_salary: int | None
    salary_currency: str | None
    apply_link: str | None
    job_publisher: str | None
    posted_date: date | None
    first_found_date: date | None

    @property
    def place(self) -> str | None:
        """Where the job is, as shown by the board or else put together from its parts."""
        return self.job_location or ", ".join(part for part in (self.job_city, self.job_state) if part) or None


def best_of(conn: Connection, *, user_id: int, campaign_id: int, page: int = 1, size: int = PAGE_SIZE) -> Page[Match]:
    """A page of the campaign's ranked postings; none when the person has no such campaign."""
    campaign = {"user_id": user_id, "campaign_id": campaign_id}
    total: int = conn.execute(SQL["count_ranked_jobs"], campaign).scalar_one()
    rows = conn.execute(SQL["best_jobs_of_campaign"], campaign | {"size": size, "offset": offset(page, size)})
    return Page([Match(**row) for row in rows.mappings()], page, size, total)
