"""Lists of a campaign's ranked jobs: a page of them, how many there are, what comes before and after one of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from sqlalchemy import Connection

from services.jobs.filters import Filters
from services.shared.ranking_explanation import explanation_sentence
from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "listing.sql")

PAGE_SIZE = 25
MOST_COUNTED = 100
MOST_EXPORTED = 10_000
EXPORT_CHUNK = 500
# Up to so many jobs of a skill are looked up before the list is read in order of score.
RARE = 3_000


@dataclass(frozen=True, slots=True)
class Job:
    """A line of a list. The score is 0–100; salaries are whole units of `salary_currency` a year."""

    job_posting_key: UUID
    rank_score: Decimal
    rank_explain: dict[str, Any]
    status: str
    is_favourite: bool
    listed_at: datetime | None
    job_title: str | None
    company_name: str | None
    rating: Decimal | None
    company_size: str | None
    job_location: str | None
    job_city: str | None
    job_state: str | None
    job_country: str | None
    remote_work_type: str | None
    seniority_level: str | None
    employment_types: list[str] | None
    skills: list[str] | None
    yearly_min_salary: int | None
    yearly_max_salary: int | None
    salary_currency: str | None
    apply_link: str | None
    job_publisher: str | None
    posted_date: date | None

    @property
    def place(self) -> str | None:
        """Where the job is, as shown by the board or else put together from its parts."""
        return self.job_location or ", ".join(part for part in (self.job_city, self.job_state) if part) or None

    def reason(self, today: date) -> str:
        """The sentence of the score."""
        facts = {name: getattr(self, name) for name in Job.__dataclass_fields__}
        return explanation_sentence(self.rank_explain, facts, today=today)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last job of a page: the next page begins after it, whatever has left the list meanwhile."""

    key: UUID
    value: str


@dataclass(frozen=True, slots=True)
class JobPage:
    """Some jobs in order; `after` is where to go on, None at the end."""

    jobs: Sequence[Job]
    after: Cursor | None


@dataclass(frozen=True, slots=True)
class Count:
    """How many there are; when `is_more`, more than that many."""

    number: int
    is_more: bool = False


Keys = list[tuple[UUID, str]]


@dataclass(frozen=True, slots=True)
class View:
    """Whose campaign is looked at, how, and when: what every question about its list needs."""

    user_id: int
    campaign_id: int
    filters: Filters
    today: date
    seen_until: datetime | None = None

    def parameters(self) -> dict[str, Any]:
        """All parameters of `matching_jobs` for the beginning of the list."""
        nowhere = {f"after_{name}": None for name in ("key", "score", "date", "pay", "company")}
        mine = {"user_id": self.user_id, "campaign_id": self.campaign_id, "backwards": False}
        return nowhere | mine | self.filters.parameters(today=self.today, seen_until=self.seen_until)


def refresh(conn: Connection, *, campaign_id: int | None = None) -> int:
    """List what was ranked, of one campaign or of all, and unlist what is ranked no more; returns the rows listed."""
    conn.execute(SQL["unlist_unranked_jobs"], {"campaign_id": campaign_id})
    return conn.execute(SQL["list_ranked_jobs"], {"campaign_id": campaign_id}).rowcount


def page(conn: Connection, view: View, *, after: Cursor | None = None, size: int = PAGE_SIZE) -> JobPage:
    """The jobs after the cursor; none when the person has no such campaign."""
    return _page_of(conn, view, _matching(conn, view, after=after, size=size + 1), size)


def first_page(conn: Connection, view: View) -> tuple[JobPage, Count]:
    """The beginning of the list and how many there are: counted to 100 and no further, so more of them cost nothing."""
    rows = _matching(conn, view, after=None, size=PAGE_SIZE + 1)
    number = len(rows)
    if number > PAGE_SIZE:
        # In order, a filter that few jobs pass would be asked of thousands to find a hundred.
        number = len(_matching(conn, view, after=None, size=MOST_COUNTED + 1, in_order=False))
    return _page_of(conn, view, rows, PAGE_SIZE), Count(min(number, MOST_COUNTED), number > MOST_COUNTED)


def side_by_side(conn: Connection, views: Sequence[View], *, size: int) -> list[JobPage]:
    """The beginnings of several lists of one campaign; their jobs are described by one question for all."""
    found = [_matching(conn, view, after=None, size=size + 1) for view in views]
    return _pages_of(conn, views[0], found, size)


def _page_of(conn: Connection, view: View, rows: Keys, size: int) -> JobPage:
    return _pages_of(conn, view, [rows], size)[0]


def _pages_of(conn: Connection, view: View, lists: Sequence[Keys], size: int) -> list[JobPage]:
    jobs = {
        job.job_posting_key: job for job in described(conn, view, [key for rows in lists for key, _ in rows[:size]])
    }
    return [
        JobPage(
            [jobs[key] for key, _ in rows[:size] if key in jobs],
            Cursor(*rows[size - 1]) if len(rows) > size else None,
        )
        for rows in lists
    ]


def described(conn: Connection, view: View, keys: Sequence[UUID]) -> list[Job]:
    """The lines of these postings, in the order given."""
    if not keys:
        return []
    values = {"user_id": view.user_id, "campaign_id": view.campaign_id, "keys": [str(key) for key in keys]}
    return [Job(**row) for row in conn.execute(SQL["described_jobs"], values).mappings()]


def exported(conn: Connection, view: View, *, most: int = MOST_EXPORTED) -> Iterator[Job]:
    """All jobs of the list, some hundred at a time."""
    after: Cursor | None = None
    for _ in range(0, most, EXPORT_CHUNK):
        part = page(conn, view, after=after, size=EXPORT_CHUNK)
        yield from part.jobs
        after = part.after
        if after is None:
            return


def neighbours(conn: Connection, view: View, *, key: UUID) -> tuple[UUID | None, UUID | None]:
    """The postings before and after this one in the list as filtered, whether it passes the filters itself or not."""
    values = {"user_id": view.user_id, "campaign_id": view.campaign_id, "key": str(key)}
    row = conn.execute(SQL["place_in_order"], values).mappings().first()
    if row is None:
        return None, None
    column = {"score": "rank_score"}.get(view.filters.sort, f"sort_{view.filters.sort}")
    here = Cursor(key, str(row[column]))
    before = _matching(conn, view, after=here, size=1, backwards=True)
    behind = _matching(conn, view, after=here, size=1)
    return before[0][0] if before else None, behind[0][0] if behind else None


def count_by_status(conn: Connection, *, user_id: int, campaign_id: int) -> dict[str, int]:
    """How many of the campaign's jobs have each status but waiting."""
    rows = conn.execute(SQL["count_by_status"], {"user_id": user_id, "campaign_id": campaign_id})
    return {row.status: row.jobs for row in rows}


def publishers(conn: Connection, *, user_id: int, campaign_id: int) -> list[str]:
    """The boards of the campaign's newest thousand postings, the most frequent first."""
    return list(conn.execute(SQL["publishers_of_campaign"], {"user_id": user_id, "campaign_id": campaign_id}).scalars())


def _matching(
    conn: Connection, view: View, *, after: Cursor | None, size: int, backwards: bool = False, in_order: bool = True
) -> Keys:
    parameters = view.parameters() | {"size": size, "backwards": backwards, "rare": RARE}
    if not in_order:
        parameters["sort"] = "any"
    if after:
        parameters |= {"after_key": str(after.key), f"after_{view.filters.sort}": after.value}
    return [(row.job_posting_key, row.sort_value) for row in conn.execute(SQL["matching_jobs"], parameters)]
