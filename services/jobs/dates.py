"""What a person has to do about a posting on a day: interviews, reminders, deadlines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from services.jobs import statuses
from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "dates.sql")

KINDS: Final = {"interview": "Interview", "follow_up": "Follow up", "deadline": "Deadline", "other": "Other"}
# What is most probably noted about a job that has this status.
USUAL_KIND: Final = {"approved": "deadline", "preparing_to_apply": "deadline", "applied": "follow_up"}
LONGEST = 300
MOST_OF_ONE = 50
FIRST_YEAR, LAST_YEAR = 2000, 2100


@dataclass(frozen=True, slots=True)
class JobDate:
    """One of them; `due_at` is the moment when a time of day was given, too."""

    job_date_id: int
    job_posting_key: UUID
    kind: str
    due_on: date
    due_at: datetime | None
    about: str | None
    is_done: bool


def usual_kind(status: str) -> str:
    """The kind that the form offers first for a job of this status."""
    return USUAL_KIND.get(status, "interview" if status in statuses.OPEN else "other")


def of_posting(conn: Connection, *, user_id: int, key: UUID) -> list[JobDate]:
    """The person's dates of a posting: what is to come first, then what is done."""
    values = {"user_id": user_id, "key": str(key), "size": MOST_OF_ONE}
    return [JobDate(**row) for row in conn.execute(SQL["dates_of"], values).mappings()]


def get(conn: Connection, *, user_id: int, key: UUID, date_id: int) -> JobDate | None:
    """One date, or None when the person has no such date."""
    values = {"user_id": user_id, "key": str(key), "date_id": date_id}
    row = conn.execute(SQL["date_of"], values).mappings().first()
    return JobDate(**row) if row else None


def next_of(conn: Connection, *, user_id: int, keys: Sequence[UUID]) -> dict[UUID, JobDate]:
    """The next date of each of these postings that has one that is not done."""
    if not keys:
        return {}
    values = {"user_id": user_id, "keys": [str(key) for key in keys]}
    found = [JobDate(**row) for row in conn.execute(SQL["next_dates"], values).mappings()]
    return {one.job_posting_key: one for one in found}


def add(
    conn: Connection, *, user_id: int, key: UUID, kind: str, due_on: date, at: time | None, zone: str, about: str | None
) -> int | None:
    """Keep a date and return its id; None when the person cannot see the posting. `at` is a time of day in `zone`."""
    if not statuses.within_reach(conn, user_id=user_id, keys=[key]):
        return None
    due_at = datetime.combine(due_on, at, ZoneInfo(zone)).astimezone(UTC) if at else None
    values = {"user_id": user_id, "key": str(key), "kind": kind, "due_on": due_on, "due_at": due_at, "about": about}
    made: int = conn.execute(SQL["add_date"], values).scalar_one()
    return made


def set_done(conn: Connection, *, user_id: int, key: UUID, date_id: int, is_done: bool) -> bool:
    """Tick it off, or not; False when the person has no such date."""
    values = {"user_id": user_id, "key": str(key), "date_id": date_id, "is_done": is_done}
    return conn.execute(SQL["set_date_done"], values).rowcount == 1


def delete(conn: Connection, *, user_id: int, key: UUID, date_id: int) -> bool:
    """Forget a date; False when the person has no such date."""
    values = {"user_id": user_id, "key": str(key), "date_id": date_id}
    return conn.execute(SQL["delete_date"], values).rowcount == 1


def as_calendar(one: JobDate, *, title: str, place: str | None, link: str, now: datetime) -> str:
    """The date as a file that calendars open (RFC 5545): an hour for a time of day, else the whole day."""
    if one.due_at:
        begin, end = one.due_at.astimezone(UTC), one.due_at.astimezone(UTC) + timedelta(hours=1)
        span = [f"DTSTART:{begin:%Y%m%dT%H%M%SZ}", f"DTEND:{end:%Y%m%dT%H%M%SZ}"]
    else:
        span = [f"DTSTART;VALUE=DATE:{one.due_on:%Y%m%d}", f"DTEND;VALUE=DATE:{one.due_on + timedelta(days=1):%Y%m%d}"]
    words = f"{KINDS[one.kind]}: {title}" if one.kind != "other" else title
    lines = [
        "BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//job-postings-platform//EN", "BEGIN:VEVENT",
        f"UID:job-date-{one.job_date_id}@{one.job_posting_key}", f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}", *span,
        f"SUMMARY:{_escaped(words)}", f"DESCRIPTION:{_escaped(' '.join(part for part in (one.about, link) if part))}",
        *([f"LOCATION:{_escaped(place)}"] if place else []), "END:VEVENT", "END:VCALENDAR",
    ]  # fmt: skip
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _escaped(text: str) -> str:
    """As the value of a property: no text makes a line of its own."""
    one_line = " ".join("".join(char if char.isprintable() else " " for char in text).split())
    return one_line.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")


def _folded(line: str) -> str:
    """Lines of at most 75 bytes, none of them cut within a letter."""
    parts = [""]
    for char in line:
        if len((parts[-1] + char).encode()) > 73:
            parts.append("")
        parts[-1] += char
    return "\r\n ".join(parts)
