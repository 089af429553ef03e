"""A list of jobs as a CSV file that a spreadsheet opens as text, sent as it is read."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from datetime import date
from io import StringIO

from flask import Response
from sqlalchemy import Engine

from campaign_ui.connection import own_engine
from services.jobs import listing, statuses
from services.jobs.listing import Job, View

COLUMNS = (
    "Score", "Status", "Favourite", "Title", "Company", "Rating", "Place", "Remote", "Seniority", "Employment",
    "Lowest pay a year", "Highest pay a year", "Currency", "Posted", "Board", "Skills", "Why", "Link",
)  # fmt: skip
# A cell that begins like this is a formula to a spreadsheet, even after white space or a quote.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%", "＝", "＋", "－", "＠")


def as_csv(look: View, *, name: str) -> Response:
    """The whole list as a download, some hundred rows at a time on a connection of its own."""
    answer = Response(_lines(own_engine(), look), mimetype="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _lines(database: Engine, look: View) -> Iterator[str]:
    # The byte order mark tells spreadsheets that the text is UTF-8.
    yield "\ufeff" + _line(COLUMNS)
    with database.connect() as conn:
        for job in listing.exported(conn, look):
            yield _line([harmless(cell) for cell in _cells(job, look.today)])


def _cells(job: Job, today: date) -> Sequence[object]:
    return (
        job.rank_score, statuses.NAMES[job.status], "yes" if job.is_favourite else "", job.job_title, job.company_name,
        job.rating, job.place, job.remote_work_type, job.seniority_level, ", ".join(job.employment_types or ()),
        job.yearly_min_salary, job.yearly_max_salary, job.salary_currency, job.posted_date, job.job_publisher,
        ", ".join(job.skills or ()), job.reason(today), job.apply_link,
    )  # fmt: skip


def harmless(cell: object) -> str:
    """The cell as text that no spreadsheet computes: an apostrophe stands before what would be a formula."""
    text = "" if cell is None else str(cell)
    if isinstance(cell, str) and text.lstrip(" \u00a0\u200b\ufeff\"'").startswith(_FORMULA):
        return "'" + text
    return text


def _line(cells: Sequence[object]) -> str:
    buffer = StringIO()
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue()
