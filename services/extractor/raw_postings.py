"""Keep the postings of one search: new content as a new version, known content as it is, junk aside with its reason."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from services.extractor.searches import Search
from services.shared.database import copy_rows
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

# Fields that change from one answer to the next although the posting is the same: a text relative to today, links
# with a token or with our own query in them, a score of the source. They are stored, and not compared.
VOLATILE_FIELDS = frozenset({"job_posted_at", "job_google_link", "employer_logo", "job_apply_quality_score"})

_TEXT, _NUMBER, _FLAG, _LIST, _OBJECT = (str,), (int, float), (bool,), (list,), (dict,)
# What staging casts. A field may be missing or null; of another type it would stop the build for everybody.
FIELD_TYPES: dict[str, tuple[type, ...]] = {
    "apply_options": _LIST,
    "employer_logo": _TEXT,
    "employer_name": _TEXT,
    "employer_website": _TEXT,
    "job_apply_link": _TEXT,
    "job_city": _TEXT,
    "job_country": _TEXT,
    "job_description": _TEXT,
    "job_employment_type": _TEXT,
    "job_employment_types": _LIST,
    "job_highlights": _OBJECT,
    "job_is_remote": _FLAG,
    "job_latitude": _NUMBER,
    "job_location": _TEXT,
    "job_longitude": _NUMBER,
    "job_max_salary": _NUMBER,
    "job_min_salary": _NUMBER,
    "job_offer_expiration_datetime_utc": _TEXT,
    "job_posted_at": _TEXT,
    "job_posted_at_datetime_utc": _TEXT,
    "job_posted_at_timestamp": _NUMBER,
    "job_publisher": _TEXT,
    "job_salary_currency": _TEXT,
    "job_salary_period": _TEXT,
    "job_salary_string": _TEXT,
    "job_state": _TEXT,
}

# An escaped NUL, and not an escaped backslash followed by "u0000".
_NUL = re.compile(r"(?<!\\)(?:\\\\)*\\u0000")

# Longer values fit neither an index of the database nor a line of a page: one of them would stop every later run.
MOST_CHARACTERS = {
    "job_id": 500,
    "job_title": 1_000,
    "employer_name": 500,
    "job_publisher": 300,
    "job_description": 500_000,
}
QUARANTINE_CHARACTERS = 10_000
# Bounds memory (a posting is about 6 KB) while a chunk is still worth its three statements.
CHUNK = 1_000
COLUMNS = ("jsearch_job_id", "payload_hash", "payload", "campaign_id", "dwh_run_id")


@dataclass(slots=True)
class LoadCounts:
    """Rows of one load; `fetched` is `inserted + unchanged + quarantined`, and `changed` is a part of `inserted`."""

    inserted: int = 0
    changed: int = 0
    unchanged: int = 0
    quarantined: int = 0

    @property
    def fetched(self) -> int:
        """Every posting that came, each counted once."""
        return self.inserted + self.unchanged + self.quarantined


@dataclass(frozen=True, slots=True)
class Version:
    """One posting's content, ready to be stored."""

    job_id: str
    payload_hash: str
    payload: str
    position: int


@dataclass(frozen=True, slots=True)
class Rejected:
    """What cannot be kept as a posting, and why."""

    job_id: str | None
    payload_hash: str
    payload: str
    reason: str


def objection_to(posting: Any) -> str | None:
    """Why this is not a posting, or None when it is one. Never quotes the content."""
    if not isinstance(posting, dict):
        return "not an object"
    job_id, title = posting.get("job_id"), posting.get("job_title")
    if not isinstance(job_id, str) or not job_id.strip():
        return "job_id is missing"
    if not isinstance(title, str) or not title.strip():
        return "job_title is missing"
    for field, types in FIELD_TYPES.items():
        value = posting.get(field)
        # bool is an int to Python, and no number to anybody else.
        if value is not None and (not isinstance(value, types) or (types is _NUMBER and isinstance(value, bool))):
            return f"{field} has another type"
    for field, most in MOST_CHARACTERS.items():
        if len(posting.get(field) or "") > most:
            return f"{field} is too long"
    return None


def prepared(posting: Any, position: int) -> Version | Rejected:
    """Canonical text and content hash of one posting, or what is wrong with it."""
    reason = objection_to(posting)
    if reason is None:
        try:
            stable = _canonical({k: v for k, v in posting.items() if k not in VOLATILE_FIELDS})
            volatile = _canonical({k: v for k, v in posting.items() if k in VOLATILE_FIELDS})
            payload_hash = hashlib.sha256(stable.encode()).hexdigest()
            volatile.encode()
        except (ValueError, RecursionError):
            # Lone surrogates, NaN, NUL: the API client cleans them, another source may not.
            reason = "has values that JSON in the database cannot hold"
        else:
            payload = stable if volatile == "{}" else f"{stable[:-1]},{volatile[1:]}"
            return Version(posting["job_id"], payload_hash, payload, position)
    text = _readable(posting)
    job_id = posting.get("job_id") if isinstance(posting, dict) else None
    return Rejected(
        job_id=None if job_id is None else _readable(job_id).strip('"')[: MOST_CHARACTERS["job_id"]],
        payload_hash=hashlib.sha256(text.encode()).hexdigest(),
        payload=text[:QUARANTINE_CHARACTERS],
        reason=reason,
    )


def _canonical(value: dict[str, Any]) -> str:
    text = json.dumps(value, sort_keys=True, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    # The plain search first: it is a hundred times quicker, and almost never finds anything.
    if "\\u0000" in text and _NUL.search(text):
        raise ValueError("jsonb has no NUL")
    return text


def _readable(value: Any) -> str:
    """Any value as printable ASCII, for people to look at."""
    try:
        return json.dumps(value, sort_keys=True, default=str)
    except RecursionError:
        return "(too deeply nested to be shown)"


def load_postings(
    conn: Connection, postings: Iterable[Any], *, search: Search, run_id: str, found_date: date
) -> LoadCounts:
    """Store what one search found, in order of appearance, within the caller's transaction.

    Loading the same postings again changes nothing. One load runs at a time, because COPY knows no conflicts.
    """
    conn.execute(SQL["lock_raw_postings"])
    counts, seen = LoadCounts(), set[str]()
    for chunk in _chunks(postings):
        rejected = [one for one in chunk if isinstance(one, Rejected)]
        versions: list[Version] = []
        for one in chunk:
            if isinstance(one, Version):
                if one.job_id in seen:
                    counts.unchanged += 1
                else:
                    seen.add(one.job_id)
                    versions.append(one)
        counts.quarantined += len(rejected)
        if rejected:
            _quarantine(conn, rejected, search=search, run_id=run_id)
        if versions:
            _keep_versions(conn, versions, counts, search=search, run_id=run_id)
            _keep_search_results(conn, versions, search=search, run_id=run_id, found_date=found_date)
    return counts


def _keep_versions(
    conn: Connection, versions: list[Version], counts: LoadCounts, *, search: Search, run_id: str
) -> None:
    asked = {"job_ids": [v.job_id for v in versions], "hashes": [v.payload_hash for v in versions]}
    known = {row.jsearch_job_id: row for row in conn.execute(SQL["known_versions"], asked)}
    new = [v for v in versions if v.job_id not in known or known[v.job_id].same_version_key is None]
    current_again = [
        row.same_version_key for row in known.values() if row.same_version_key is not None and not row.is_current
    ]
    campaign_id = search.campaign_ids[0] if search.campaign_ids else None
    copy_rows(
        conn,
        "jsearch_job_postings",
        COLUMNS,
        ((v.job_id, v.payload_hash, v.payload, campaign_id, run_id) for v in new),
        schema="raw",
    )
    if current_again:
        conn.execute(SQL["make_current_again"], {"keys": current_again})
    counts.inserted += len(new)
    counts.changed += sum(v.job_id in known for v in new)
    counts.unchanged += len(versions) - len(new)


def _keep_search_results(
    conn: Connection, versions: list[Version], *, search: Search, run_id: str, found_date: date
) -> None:
    conn.execute(
        SQL["keep_search_results"],
        {
            "campaign_ids": list(search.campaign_ids),
            "job_ids": [v.job_id for v in versions],
            "positions": [v.position for v in versions],
            "found_date": found_date,
            "search_key": search.key,
            "request": json.dumps(asdict(search.request)),
            "run_id": run_id,
        },
    )


def _quarantine(conn: Connection, rejected: list[Rejected], *, search: Search, run_id: str) -> None:
    once = {(one.payload_hash, one.reason): one for one in rejected}.values()
    conn.execute(
        SQL["quarantine"],
        {
            "job_ids": [one.job_id for one in once],
            "hashes": [one.payload_hash for one in once],
            "payloads": [one.payload for one in once],
            "reasons": [one.reason for one in once],
            "campaign_id": search.campaign_ids[0] if search.campaign_ids else None,
            "run_id": run_id,
        },
    )


def _chunks(postings: Iterable[Any]) -> Iterator[list[Version | Rejected]]:
    """Prepared postings; the next chunk is prepared while the database is busy with the last one."""
    numbered = iter(enumerate(postings, start=1))

    def prepare() -> list[Version | Rejected]:
        return [prepared(posting, position) for position, posting in islice(numbered, CHUNK)]

    with ThreadPoolExecutor(1, "prepare") as ahead:
        coming = ahead.submit(prepare)
        while chunk := coming.result():
            coming = ahead.submit(prepare)
            yield chunk
