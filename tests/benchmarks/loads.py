"""Raw load, staging model and second day: each against the barest statement that does the same."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Engine, text

from services.extractor.raw_postings import COLUMNS, load_postings, prepared
from services.extractor.searches import Search, SearchRequest
from services.orchestration.dbt_runner import run_dbt
from services.sandbox.universe.bulk import generate_postings
from services.shared.database import connect, copy_rows
from services.shared.settings import Settings

TODAY = date(2026, 11, 20)
ROUNDS = 3


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def postings(count: int, *, seed: int = 1) -> list[dict[str, Any]]:
    """Distinct postings of realistic size, as the source sends them."""
    return list(generate_postings(count, seed, TODAY))


def search_for(campaign_id: int) -> Search:
    """The search that found them."""
    return Search(SearchRequest(query="benchmark", country="ca"), (campaign_id,))


def load(engine: Engine, rows: list[dict[str, Any]], run_id: str, campaign_id: int = 1) -> None:
    """The product's way: hash, compare, COPY what is new, note who found it."""
    with engine.begin() as conn:
        load_postings(conn, rows, search=search_for(campaign_id), run_id=run_id, found_date=TODAY)


def bare_copy(engine: Engine, rows: list[tuple[str, str, str, int, str]]) -> None:
    """The floor: rows that are ready, one COPY into the same table."""
    with engine.begin() as conn:
        copy_rows(conn, "jsearch_job_postings", COLUMNS, rows, schema="raw")


def empty_raw(settings: Settings) -> None:
    """Forget every posting, with fresh tables and files."""
    admin = connect(settings, "postgres")
    with admin.begin() as conn:
        conn.execute(text("truncate raw.jsearch_job_postings, raw.jsearch_search_results, raw.jsearch_quarantine"))
        conn.execute(text("truncate staging.jsearch_job_postings, marts.fact_jobs, marts.bridge_campaign_jobs"))
        conn.execute(text("truncate staging.job_enrichments, marts.dim_ranking"))
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(text("checkpoint"))
    admin.dispose()


def raw_load_ratio(settings: Settings, count: int) -> tuple[float, float, float]:
    """Median ratio bare ÷ ours over interleaved rounds, and the median seconds of both."""
    engine = connect(settings)
    rows = postings(count)
    ready = [
        (version.job_id, version.payload_hash, version.payload, 1, "bench")  # type: ignore[union-attr]
        for version in (prepared(row, 1) for row in rows)
    ]
    pairs = []
    for _ in range(ROUNDS):
        empty_raw(settings)
        bare = timed(lambda: bare_copy(engine, ready))
        empty_raw(settings)
        ours = timed(lambda: load(engine, rows, "bench"))
        pairs.append((bare / ours, bare, ours))
    engine.dispose()
    return sorted(pairs)[ROUNDS // 2]


BARE_STAGING = text("""
    insert into bare_staging
    select r.jsearch_job_id, d.*
    from raw.jsearch_job_postings as r
    cross join lateral jsonb_to_record(r.payload) as d (
        job_title text, job_description text, employer_name text, employer_website text, employer_logo text,
        job_publisher text, job_apply_link text, apply_options jsonb, job_location text, job_city text, job_state text,
        job_country text, job_latitude text, job_longitude text, job_is_remote text, job_employment_type text,
        job_employment_types text, job_min_salary text, job_max_salary text, job_salary text, job_salary_string text,
        job_salary_period text, job_salary_currency text, job_posted_at_timestamp text, job_posted_at_datetime_utc text,
        job_offer_expiration_timestamp text, job_offer_expiration_datetime_utc text, job_highlights jsonb)
""")


def staging_ratio(settings: Settings, count: int) -> tuple[float, float, float]:
    """Median ratio bare insert … select ÷ the dbt model's own seconds (the start of the dbt process is not in it)."""
    engine = connect(settings)
    admin = connect(settings, "postgres")
    with admin.begin() as conn:
        conn.execute(BARE_TABLE)
    rows = postings(count)
    pairs = []
    for _ in range(ROUNDS):
        empty_raw(settings)
        load(engine, rows, "bench")
        with admin.begin() as conn:
            conn.execute(text("truncate bare_staging"))
        with admin.begin() as conn:
            bare = timed(lambda conn=conn: conn.execute(BARE_STAGING))
        result = run_dbt(settings, run_id="bench", command="run", select="tag:normalize_jobs")
        ours = sum(result.seconds_by_node.values())
        pairs.append((bare / ours, bare, ours))
    engine.dispose()
    admin.dispose()
    return sorted(pairs)[ROUNDS // 2]


BARE_TABLE = text("""
    create table if not exists bare_staging (
        jsearch_job_id text primary key, job_title text, job_description text, employer_name text,
        employer_website text, employer_logo text, job_publisher text, job_apply_link text, apply_options jsonb,
        job_location text, job_city text, job_state text, job_country text, job_latitude text, job_longitude text,
        job_is_remote text,
        job_employment_type text, job_employment_types text, job_min_salary text, job_max_salary text, job_salary text,
        job_salary_string text, job_salary_period text, job_salary_currency text, job_posted_at_timestamp text,
        job_posted_at_datetime_utc text, job_offer_expiration_timestamp text, job_offer_expiration_datetime_utc text,
        job_highlights jsonb)
""")
