"""The people of the site's tests and what they own: Ada has campaigns, Ben one, Cy none, and Dee is an admin."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime

import psycopg2
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import Connection, Engine, TextClause, text
from werkzeug.test import TestResponse

from campaign_ui.app import create_app
from services.auth import accounts
from services.campaigns import campaigns
from services.campaigns.campaigns import Draft
from services.jobs import listing
from services.shared import database
from services.shared.metrics_recorder import recording
from services.shared.run_context import RunContext
from services.shared.settings import Settings

PASSWORD = "a long enough password"

DRAFT = Draft(
    campaign_name="Data engineer in Toronto",
    query="data engineer",
    country="ca",
    date_window="week",
    email="ada@example.org",
    location="Toronto",
    skills=("Python", "SQL"),
    min_salary=100_000,
    currency="CAD",
    remote_preference=("remote", "hybrid"),
)

# A form as somebody fills it.
FILLED: dict[str, object] = {
    "campaign_name": "Nurse in Leeds",
    "query": "staff nurse",
    "country": "uk",
    "location": " Leeds ",
    "date_window": "month",
    "email": "ada@example.org",
    "skills": "Triage, ICU, triage",
    "min_salary": "30k",
    "max_salary": "45,000",
    "currency": "",
    "remote_preference": ["onsite"],
    "seniority": ["mid", "senior"],
    "employment_type_preference": ["full_time", "part_time"],
    "company_size_preference": ["10001+"],
}

# What boards really send, and what no page may turn into anything but text.
TITLES = (
    "Senior Data Engineer (Streaming)",
    "データエンジニア・シニア",
    "مهندس بيانات",
    "Data 🚀 Engineer",
    "Principal Analytics and Data Platform Engineering Manager " * 4,
    "<script>document.title='hit'</script><img src=x onerror=alert(1)>",
)
LINKS = ("https://jobs.example.org/1", "javascript:alert(1)", None, "data:text/html,hi", "https://jobs.example.org/2")


@dataclass(frozen=True, slots=True)
class Cast:
    """User ids by name."""

    ada: int
    ben: int
    cy: int
    dee: int


@contextmanager
def scratch_database(settings: Settings, name: str) -> Iterator[Settings]:
    """A copy of the migrated template that may be committed to, for as long as the block lasts."""
    own = settings.model_copy(update={"postgres_db": name})
    dsn = settings.database_url("postgres", database="postgres").set(drivername="postgresql")
    conn = psycopg2.connect(dsn.render_as_string(hide_password=False))
    conn.autocommit = True
    with conn.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(1)")
        cursor.execute(f'drop database if exists "{name}" with (force)')
        cursor.execute(f'create database "{name}" template jobs_template')
        cursor.execute("select pg_advisory_unlock(1)")
        yield own
        cursor.execute(f'drop database if exists "{name}" with (force)')
    conn.close()


def make_cast(engine: Engine) -> Cast:
    """The four accounts, all with the same password."""
    with engine.begin() as conn:
        ids = {
            name: accounts.create_user(
                conn, name, f"{name}@example.org", PASSWORD, "admin" if name == "dee" else "user"
            ).user_id
            for name in ("ada", "ben", "cy", "dee")
        }
    return Cast(**ids)


def make_campaign(engine: Engine, user_id: int, **changes: object) -> int:
    """A campaign like Ada's, with these changes."""
    draft = Draft(**({name: getattr(DRAFT, name) for name in Draft.__dataclass_fields__} | changes))  # type: ignore[arg-type]
    with engine.begin() as conn:
        return campaigns.create(conn, user_id=user_id, draft=draft)


def job_key(campaign_id: int, number: int) -> uuid.UUID:
    """Key of one of the jobs that `load_jobs` writes, 0 being the best."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"{campaign_id}/{number}")


def load_jobs(settings: Settings, campaign_id: int, count: int) -> None:
    """Found and ranked postings for a campaign, in the tables that dbt and the ranker fill, best first."""
    keys = [job_key(campaign_id, number) for number in range(count)]
    rows = [
        {
            "key": key,
            "id": f"job-{campaign_id}-{number}",
            "title": TITLES[number % len(TITLES)],
            "link": LINKS[number % len(LINKS)],
            "low": 90_000 + number if number % 3 else None,
            "high": 120_000 + number if number % 3 == 1 else None,
            "campaign_id": campaign_id,
            "position": number + 1,
            "score": round(99 - number * 90 / count, 2),
            "explain": json.dumps({"sentence": f"Reason {number}: the title fits and 4 of 6 skills match."}),
            "today": date(2026, 11, 20),
            "now": datetime(2026, 11, 20, 12, tzinfo=UTC),
        }
        for number, key in enumerate(keys)
    ]
    builder, app = database.connect(settings, "dbt_runner"), database.connect(settings)
    with builder.begin() as conn:
        conn.execute(_fact_statement(conn), rows)
        conn.execute(_BRIDGE, rows)
    with app.begin() as conn:
        conn.execute(_RANKING, rows)
        listing.refresh(conn, campaign_id=campaign_id)
    builder.dispose()
    app.dispose()


def record_run(
    engine: Engine, campaign_id: int, run_id: str, outcome: str = "ok", *,
    try_number: int = 1, message: str | None = None,
    fetched: int = 30, inserted: int = 12, changed: int = 2, quarantined: int = 1,
) -> None:  # fmt: skip
    """One attempt of the extraction for a campaign, as the pipeline records it."""
    run = RunContext(run_id, datetime.now(UTC), try_number=try_number)
    with recording(engine, run, "extract_job_postings", campaign_id=campaign_id) as metrics:
        metrics.outcome = outcome  # type: ignore[assignment]
        metrics.message = message
        if outcome != "failed":
            metrics.rows_fetched, metrics.rows_inserted, metrics.rows_changed = fetched, inserted, changed
            metrics.rows_quarantined = quarantined
            metrics.rows_unchanged = fetched - inserted - quarantined
    with engine.begin() as conn:
        values = {"campaign_id": campaign_id, "outcome": outcome, "now": datetime.now(UTC)}
        conn.execute(_COUNT_RUN, values)


@dataclass(frozen=True, slots=True)
class Site:
    """The site on a database of its own, with its cast and one campaign of Ada's that has found and ranked jobs."""

    settings: Settings
    engine: Engine
    app: Flask
    cast: Cast
    campaign_id: int

    def stranger(self) -> FlaskClient:
        """A browser that nobody has logged in with."""
        return self.app.test_client()

    def signed_in(self, name: str) -> FlaskClient:
        """A browser in which somebody has just logged in."""
        client = self.stranger()
        assert log_in(client, name).status_code == 303
        return client


@contextmanager
def open_site(settings: Settings, name: str, **overrides: object) -> Iterator[Site]:
    """A site to test with, for as long as the block lasts."""
    with scratch_database(settings, f"{settings.postgres_db}_{name}") as own:
        engine = database.connect(own)
        cast = make_cast(engine)
        campaign_id = make_campaign(engine, cast.ada)
        load_jobs(own, campaign_id, 60)
        record_run(engine, campaign_id, "scheduled__first")
        app = create_app(own.model_copy(update=overrides))
        yield Site(own, engine, app, cast, campaign_id)
        app.extensions["jobs.engine"].dispose()
        engine.dispose()


def untouched_campaign(site: Site, *, jobs: int = 12) -> int:
    """A new campaign of Ada's, with jobs that nobody has touched."""
    made = make_campaign(site.engine, site.cast.ada, campaign_name="Fresh")
    load_jobs(site.settings, made, jobs)
    return made


def press(client: FlaskClient, address: str, *, htmx: bool = False, **data: object) -> TestResponse:
    """Post a form of somebody logged in, as a browser does or as htmx does."""
    token = csrf_of(client.get("/campaigns/new"))
    return client.post(address, data={"csrf_token": token} | data, headers={"HX-Request": "true"} if htmx else None)


def send(client: FlaskClient, address: str, page: str = "", **data: object) -> TestResponse:
    """Post a form with the token of the page it is on."""
    token = csrf_of(client.get(page or address))
    return client.post(address, data={"csrf_token": token} | data)


def without_nonces(page: str) -> str:
    """The page without what differs between two answers with the same content."""
    return re.sub(r'nonce="[^"]+"|value="[^"]{40,}"', "", page)


def csrf_of(page: TestResponse) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page.text)
    assert found, page.text
    return found[1]


def log_in(client: FlaskClient, name: str, password: str = PASSWORD, **more: object) -> TestResponse:
    """Fill and send the log-in form."""
    token = csrf_of(client.get("/log-in"))
    return client.post("/log-in", data={"csrf_token": token, "login": name, "password": password}, **more)  # type: ignore[arg-type]


_JOB = {
    "job_posting_key": ":key", "jsearch_job_id": ":id", "job_title": ":title", "job_description": "'Text'",
    "employer_name": "'Acme & Söhne'", "apply_link": ":link", "apply_options": "'[]'", "job_location": "'Toronto, ON'",
    "job_country": "'ca'", "employment_types": "'{full_time}'", "skills": "'{Python}'", "seniority_level": "'senior'",
    "remote_work_type": "'hybrid'", "yearly_min_salary": ":low", "yearly_max_salary": ":high",
    "salary_currency": "'CAD'",
    "has_salary": ":low is not null", "posted_date": ":today", "posting_fingerprint": ":key",
    "job_publisher": "'A board'",
}  # fmt: skip
# dbt owns the table and may ask for more than a page reads: what it insists on gets a plain value.
_FILLERS = {"timestamp with time zone": ":now", "date": ":today", "text": "'x'", "boolean": "false", "ARRAY": "'{}'",
            "jsonb": "'[]'"}  # fmt: skip


def _fact_statement(conn: Connection) -> TextClause:
    needed = conn.execute(
        text("""
        select column_name, data_type from information_schema.columns
        where table_schema = 'marts' and table_name = 'fact_jobs' and is_nullable = 'NO'
        """)
    )
    values = {name: _FILLERS.get(kind, "1") for name, kind in needed} | _JOB
    return text(f"insert into marts.fact_jobs ({', '.join(values)}) values ({', '.join(values.values())})")


_BRIDGE = text("""
    insert into marts.bridge_campaign_jobs (
        campaign_id, job_posting_key, jsearch_job_id, first_found_date, first_found_at, last_found_date, times_found,
        best_position, dwh_load_timestamp
    ) values (:campaign_id, :key, :id, :today, :now, :today, 1, :position, :now)
""")
_RANKING = text("""
    insert into marts.dim_ranking (
        campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id
    ) values (:campaign_id, :key, :id, :score, cast(:explain as jsonb), 'test')
""")
_COUNT_RUN = text("""
    update marts.job_campaigns set run_count = run_count + 1, last_run_at = :now, last_run_outcome = :outcome
    where campaign_id = :campaign_id
""")
