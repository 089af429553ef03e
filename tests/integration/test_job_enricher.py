"""The enrichment task on the real database: what it writes, that it never reads a text twice, and that it resumes."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime

import dbt_rows
import pytest
from sqlalchemy import Engine, text

from services.enricher import job_enricher
from services.shared import database
from services.shared.run_context import RunContext
from services.shared.settings import Settings

RUN = RunContext(run_id="test", now=datetime(2026, 3, 2, 12, tzinfo=UTC))


@pytest.fixture
def admin(own_settings: Settings) -> Engine:
    """The administrator of the test's own database, who may write what dbt owns."""
    made = database.connect(own_settings, "postgres")
    yield made
    made.dispose()


def keep_postings(admin: Engine, *postings: tuple[str, str, str | None]) -> None:
    rows = [
        {
            "jsearch_job_id": posting_id,
            "job_posting_key": uuid.uuid5(uuid.NAMESPACE_OID, posting_id),
            "content_hash": f"{title} {description}",
            "job_title": title,
            "job_description": description,
            "job_location": "Toronto, ON",
            "job_country": "ca",
        }
        for posting_id, title, description in postings
    ]
    with admin.begin() as conn:
        dbt_rows.insert(conn, "jsearch_job_postings", rows, schema="staging")


def stored(engine: Engine) -> list[dict]:
    with engine.connect() as conn:
        return [dict(row) for row in conn.execute(text("select * from staging.job_enrichments")).mappings()]


def test_it_works(own_engine: Engine, admin: Engine) -> None:
    keep_postings(
        admin, ("a", "Senior Data Engineer (Remote)", "You know Python and dbt. Salary: $100,000 - $120,000 per year.")
    )
    result = job_enricher.enrich_jobs(own_engine, run=RUN)
    assert result == job_enricher.EnrichmentResult(enriched=1, unchanged=0)
    (row,) = stored(own_engine)
    assert [skill["skill"] for skill in row["extracted_skills"]] == ["Python", "dbt"]
    assert (row["seniority_level"], row["remote_work_type"]) == ("senior", "remote")
    assert (row["salary_min"], row["salary_max"], row["salary_period"], row["salary_currency"]) == (
        100_000, 120_000, "year", "CAD",
    )  # fmt: skip
    assert (row["rules_version"], row["dwh_run_id"]) == (job_enricher.RULES_VERSION, "test")
    start, end = row["evidence"]["salary"]["start"], row["evidence"]["salary"]["end"]
    assert "You know Python and dbt. Salary: $100,000 - $120,000 per year."[start:end].startswith("$100,000")
    assert row["evidence"]["seniority"] == {"in": "title", "start": 0, "end": 6}
    assert row["evidence"]["remote"]["in"] == "title"


def test_unchanged_text_is_never_read_twice_and_changed_text_is(own_engine: Engine, admin: Engine) -> None:
    keep_postings(admin, ("a", "Cook", "Bring joy."), ("b", "Nurse", None))
    assert job_enricher.enrich_jobs(own_engine, run=RUN).enriched == 2
    assert job_enricher.enrich_jobs(own_engine, run=RUN) == job_enricher.EnrichmentResult(enriched=0, unchanged=2)
    with admin.begin() as conn:
        conn.execute(text("update staging.jsearch_job_postings set content_hash = 'other' where jsearch_job_id = 'a'"))
    assert job_enricher.enrich_jobs(own_engine, run=RUN) == job_enricher.EnrichmentResult(enriched=1, unchanged=1)


def test_a_new_rules_version_reads_everything_once_more(
    own_engine: Engine, admin: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_postings(admin, ("a", "Cook", "Bring joy."))
    job_enricher.enrich_jobs(own_engine, run=RUN)
    monkeypatch.setattr(job_enricher, "RULES_VERSION", job_enricher.RULES_VERSION + 1)
    assert job_enricher.enrich_jobs(own_engine, run=RUN).enriched == 1
    assert sorted(row["rules_version"] for row in stored(own_engine)) == [
        job_enricher.RULES_VERSION - 1,
        job_enricher.RULES_VERSION,
    ]


def test_a_stopped_run_keeps_its_batches_and_the_next_goes_on(own_engine: Engine, admin: Engine) -> None:
    keep_postings(admin, *((f"job {number}", "Cook", f"Kitchen {number}") for number in range(7)))

    class Stopped(Exception):
        pass

    heard: list[tuple[int, int]] = []

    def stop_after_the_second(done: int, total: int) -> None:
        heard.append((done, total))
        if len(heard) == 2:
            raise Stopped

    with pytest.raises(Stopped):
        job_enricher.enrich_jobs(own_engine, run=RUN, batch_size=2, on_progress=stop_after_the_second)
    assert heard == [(2, 7), (4, 7)]
    assert len(stored(own_engine)) == 4
    assert job_enricher.enrich_jobs(own_engine, run=RUN, batch_size=2).enriched == 3
    assert len(stored(own_engine)) == 7


def test_processes_share_the_walk_and_read_every_posting_once(
    own_engine: Engine, admin: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(job_enricher, "POSTINGS_WORTH_A_PROCESS", 5)
    keep_postings(admin, *((f"job {number}", "Cook", f"Python and kitchen {number}") for number in range(23)))
    heard: list[tuple[int, int]] = []
    result = job_enricher.enrich_jobs(
        own_engine, run=RUN, batch_size=4, processes=2, on_progress=lambda *progress: heard.append(progress)
    )
    assert result == job_enricher.EnrichmentResult(enriched=23, unchanged=0)
    assert heard[-1] == (23, 23)
    assert [row["extracted_skills"][0]["skill"] for row in stored(own_engine)] == ["Python"] * 23


def test_hostile_text_is_only_text(own_engine: Engine, admin: Engine) -> None:
    keep_postings(admin, ("a", "'; drop table x; --", 'He said "\\N",\n\\. and, "C++"'), ("b", "", ""))
    assert job_enricher.enrich_jobs(own_engine, run=RUN).enriched == 2
    assert {tuple(skill["skill"] for skill in row["extracted_skills"]) for row in stored(own_engine)} == {("C++",), ()}
