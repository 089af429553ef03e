"""Raw rows of our own making for the tests of the dbt models, and the stages that model them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg2
import warm_dbt
from sqlalchemy import Connection, Engine, text
from stack_settings import create_database_from_template, settings_for_tests

from services.shared.settings import Settings

KEEP_POSTING = text("""
    insert into raw.jsearch_job_postings (jsearch_job_id, payload_hash, payload, dwh_run_id)
    values (:id, :hash, cast(:payload as jsonb), 'run-1')
    on conflict (jsearch_job_id, payload_hash) do update set dwh_current_since = clock_timestamp()
""")
KEEP_FINDING = text("""
    insert into raw.jsearch_search_results
        (campaign_id, jsearch_job_id, found_date, position, search_key, request, dwh_run_id, dwh_load_timestamp)
    values
        (:campaign_id, :id, cast(:day as date), :position, 'k', '{}', 'run-1', cast(:day as date) + interval '11 hours')
    on conflict do nothing
""")
KEEP_COMPANY = text("""
    insert into raw.glassdoor_companies (glassdoor_company_id, company_lookup_key, payload_hash, payload, dwh_run_id)
    values (:id, :lookup_key, :hash, cast(:payload as jsonb), 'run-1')
""")
NAME_EMPLOYER = text("""
    insert into staging.employer_names (employer_name, company_lookup_key, normalised_name)
    values (:spelling, :lookup_key, :lookup_key)
""")
CHOOSE_COMPANY = text("""
    insert into staging.company_enrichment_queue
        (company_lookup_key, lookup_name, enrichment_status, glassdoor_company_id, match_confidence)
    values (:lookup_key, :lookup_key, 'success', :id, 0.9)
    on conflict (company_lookup_key) do update set glassdoor_company_id = excluded.glassdoor_company_id
""")


@contextmanager
def database_named(cluster: tuple[Path, int], name: str) -> Iterator[Settings]:
    """A database for a module of tests that only read what one modelling made; dropped afterwards."""
    folder, port = cluster
    settings = settings_for_tests(folder, port, name)
    create_database_from_template(settings)
    yield settings
    dsn = settings.database_url("postgres", database="postgres").set(drivername="postgresql")
    connection = psycopg2.connect(dsn.render_as_string(hide_password=False))
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(f'drop database if exists "{name}" with (force)')
    connection.close()


def keep(
    engine: Engine, job_id: str, payload: dict[str, Any], *, found: str = "2026-03-01", campaign_id: int = 1
) -> None:
    """One version of one posting, found by a campaign on a day; the same content again makes that version current."""
    document = json.dumps(payload)
    with engine.begin() as conn:
        conn.execute(
            KEEP_POSTING, {"id": job_id, "hash": hashlib.sha256(document.encode()).hexdigest(), "payload": document}
        )
        find(conn, job_id, found, campaign_id=campaign_id)


def find(conn: Connection, job_id: str, day: str, *, campaign_id: int = 1, position: int = 1) -> None:
    """A campaign found a posting on a day."""
    conn.execute(KEEP_FINDING, {"id": job_id, "day": day, "campaign_id": campaign_id, "position": position})


def match(engine: Engine, spelling: str, company_id: str, payload: dict[str, Any]) -> None:
    """An employer's name was looked up, and this company was chosen."""
    document = json.dumps(payload)
    lookup_key = spelling.lower()
    with engine.begin() as conn:
        keys = {"id": company_id, "lookup_key": lookup_key, "spelling": spelling, "payload": document}
        conn.execute(KEEP_COMPANY, keys | {"hash": hashlib.sha256(document.encode()).hexdigest()})
        conn.execute(NAME_EMPLOYER, keys)
        conn.execute(CHOOSE_COMPANY, keys)


def model(settings: Settings, *tags: str) -> dict[str, int]:
    """Run the models of these stages (by default all) in one dbt process; returns the rows written by each model."""
    stages = tags or ("normalize_jobs", "normalize_companies", "dbt_modelling")
    select = " ".join(f"tag:{tag}" for tag in stages)
    return warm_dbt.run(settings, select=select).rows_by_model


def row(engine: Engine, table: str, job_id: str) -> dict[str, Any]:
    """The one row of a posting."""
    with engine.connect() as conn:
        found = conn.execute(text(f"select * from {table} where jsearch_job_id = :id"), {"id": job_id})
        return dict(found.mappings().one())
