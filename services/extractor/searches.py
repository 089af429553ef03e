"""What a campaign asks a job source, and which campaigns ask the same."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import Connection, RowMapping

from services.shared.settings import Settings
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

# Ours → JSearch's.
EMPLOYMENT_TYPES = {
    "full_time": "FULLTIME",
    "part_time": "PARTTIME",
    "contract": "CONTRACTOR",
    "internship": "INTERN",
}


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One question to a job source, in the vocabulary of JSearch's parameters; empty means "any"."""

    query: str
    country: str
    language: str | None = None
    date_posted: str = "all"
    employment_types: tuple[str, ...] = ()
    work_from_home: bool = False
    job_requirements: tuple[str, ...] = ()
    radius: int | None = None  # kilometres
    exclude_job_publishers: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()

    @property
    def key(self) -> str:
        """The same for requests that differ only in case: they share one call."""
        canonical = json.dumps(asdict(self), sort_keys=True, ensure_ascii=False).casefold()
        return hashlib.sha256(canonical.encode()).hexdigest()[:32]


@dataclass(frozen=True, slots=True)
class Search:
    """A request and the campaigns that wait for its answer, the oldest first."""

    request: SearchRequest
    campaign_ids: tuple[int, ...]

    @property
    def key(self) -> str:
        """Identifies the request."""
        return self.request.key

    def to_dict(self) -> dict[str, Any]:
        """JSON for XCom."""
        return {"request": asdict(self.request), "campaign_ids": list(self.campaign_ids)}

    @classmethod
    def from_dict(cls, value: dict[str, Any]) -> Search:
        """What `to_dict` made, also after JSON turned its tuples into lists."""
        asked: dict[str, Any] = {
            name: tuple(part) if isinstance(part, list) else part for name, part in value["request"].items()
        }
        return cls(SearchRequest(**asked), tuple(value["campaign_ids"]))


def plan_searches(conn: Connection, settings: Settings, *, campaign_id: int | None = None) -> list[list[Search]]:
    """The distinct searches of the active campaigns (or of one of them), in batches."""
    by_key: dict[str, Search] = {}
    for row in conn.execute(SQL["active_campaigns"], {"campaign_id": campaign_id}).mappings():
        request = _request(row)
        known = by_key.get(request.key, Search(request, ()))
        by_key[request.key] = Search(known.request, (*known.campaign_ids, row["campaign_id"]))
    searches = list(by_key.values())
    size = settings.extract_batch_size
    return [searches[start : start + size] for start in range(0, len(searches), size)]


def _request(campaign: RowMapping) -> SearchRequest:
    query = " ".join(campaign["query"].split())
    location = " ".join((campaign["location"] or "").split())
    wanted = set(campaign["employment_type_preference"])
    return SearchRequest(
        query=f"{query} in {location}" if location else query,
        country=campaign["country"],
        language=campaign["language"],
        date_posted=campaign["date_window"],
        employment_types=tuple(theirs for ours, theirs in EMPLOYMENT_TYPES.items() if ours in wanted),
        # Whoever also takes hybrid or office work would lose those postings to this filter.
        work_from_home=set(campaign["remote_preference"]) == {"remote"},
        radius=campaign["radius_km"],
        exclude_job_publishers=tuple(sorted(set(campaign["exclude_job_publishers"]))),
    )
