"""The marts from day to day: what changed is computed again, what arrives late is joined, and the best reading wins."""

# A case is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import dbt_raw
import pytest
from sqlalchemy import Engine, text

from services.shared import database
from services.shared.settings import Settings

RULES = text("""
    insert into staging.job_enrichments
        (job_posting_key, content_hash, rules_version, extracted_skills, seniority_level, remote_work_type, salary_min, salary_max,
         salary_period, salary_currency, dwh_run_id)
    select job_posting_key, content_hash, :version, cast(:skills as jsonb), :seniority, :remote, :low, :high, :period, :currency, 'r'
    from staging.jsearch_job_postings where jsearch_job_id = :id
""")
LLM = text("""
    insert into staging.chatgpt_enrichments
        (job_posting_key, content_hash, prompt_version, job_summary, chatgpt_extracted_skills, chatgpt_seniority_level,
         chatgpt_remote_work_type, chatgpt_salary_min, chatgpt_salary_max, chatgpt_salary_period, chatgpt_salary_currency,
         chatgpt_extracted_location, chatgpt_language, chatgpt_enrichment_status, dwh_run_id)
    select job_posting_key, content_hash, :version, 'Short.', cast(:skills as jsonb), :seniority, :remote, :low, :high, :period,
         :currency, :location, :language, jsonb_build_object('state', cast(:state as text)), 'r'
    from staging.jsearch_job_postings where jsearch_job_id = :id
""")
NOTHING = dict.fromkeys(("seniority", "remote", "low", "high", "period", "currency", "location", "language")) | {
    "skills": "[]", "version": 1, "state": "ok"
}  # fmt: skip


@pytest.fixture(scope="module")
def settings(cluster: tuple[Path, int], worker_id: str) -> Iterator[Settings]:
    """One database for the module: each test has its own postings in it."""
    with dbt_raw.database_named(cluster, f"marts_{worker_id}") as made:
        yield made


@pytest.fixture(scope="module")
def engine(settings: Settings) -> Iterator[Engine]:
    made = database.connect(settings)
    yield made
    made.dispose()


def fact(engine: Engine, job_id: str) -> dict[str, Any]:
    return dbt_raw.row(engine, "marts.fact_jobs", job_id)


def write(engine: Engine, statement: Any, job_id: str, **reading: Any) -> None:
    values = NOTHING | reading | {"id": job_id}
    values["skills"] = json.dumps(reading["skills"]) if "skills" in reading else "[]"
    with engine.begin() as conn:
        assert conn.execute(statement, values).rowcount == 1


def test_it_works(settings: Settings, engine: Engine) -> None:
    dbt_raw.keep(engine, "first", {"job_title": "Writer", "employer_name": "Northwind"})
    dbt_raw.match(
        engine, "Northwind", "77", {"name": "Northwind Traders", "rating": 3.9, "company_size": "51 to 200 Employees"}
    )
    written = dbt_raw.model(settings)
    assert written["fact_jobs"] == written["bridge_campaign_jobs"] == written["dim_companies"] == 1
    with engine.connect() as conn:
        company = conn.execute(text("select * from marts.dim_companies")).mappings().one()
    assert (company["company_name"], company["company_size"], company["normalised_name"]) == (
        "Northwind Traders", "51-200", "northwind"
    )  # fmt: skip
    assert fact(engine, "first")["company_key"] == company["company_key"]
    assert dbt_raw.model(settings) == dict.fromkeys(written, 0), "the same again writes nothing"


def test_a_posting_edited_and_edited_back_ends_as_it_began(settings: Settings, engine: Engine) -> None:
    for title in ("A", "B"):
        dbt_raw.keep(engine, "edited", {"job_title": title})
        dbt_raw.model(settings)
        assert fact(engine, "edited")["job_title"] == title
    dbt_raw.keep(engine, "edited", {"job_title": "A"})
    assert dbt_raw.model(settings)["fact_jobs"] == 1
    assert fact(engine, "edited")["job_title"] == "A"


def test_what_was_committed_late_is_found(settings: Settings, engine: Engine) -> None:
    """A transaction that began before the last build and committed after it: a watermark of time would lose its row."""
    dbt_raw.keep(engine, "on time", {"job_title": "On time"})
    with engine.connect() as slow:
        slow.execute(dbt_raw.KEEP_POSTING, {"id": "slow", "hash": "h", "payload": '{"job_title": "Slow"}'})
        dbt_raw.model(settings)
        slow.commit()
    assert dbt_raw.model(settings)["fact_jobs"] == 1
    assert fact(engine, "slow")["job_title"] == "Slow"


def test_a_company_that_arrives_late_joins_the_jobs_that_are_here(settings: Settings, engine: Engine) -> None:
    for number in range(3):
        dbt_raw.keep(engine, f"late {number}", {"job_title": "Clerk", "employer_name": "Tardy GmbH"})
    dbt_raw.keep(engine, "other", {"job_title": "Clerk", "employer_name": "Nobody"})
    dbt_raw.model(settings)
    assert fact(engine, "late 0")["company_key"] is None
    dbt_raw.match(engine, "Tardy GmbH", "88", {"name": "Tardy"})
    assert dbt_raw.model(settings)["fact_jobs"] == 3
    assert {fact(engine, f"late {number}")["company_key"] for number in range(3)} != {None}
    assert fact(engine, "other")["company_key"] is None

    with engine.begin() as conn:
        conn.execute(text("update staging.company_enrichment_queue set enrichment_status = 'not_found', glassdoor_company_id = null"
                          " where glassdoor_company_id = '88'"))  # fmt: skip
    dbt_raw.model(settings)
    assert fact(engine, "late 0")["company_key"] is None, "a match that was withdrawn leaves"
    with engine.connect() as conn:
        assert (
            conn.execute(text("select count(*) from marts.dim_companies where glassdoor_company_id = '88'")).scalar()
            == 0
        )


def test_the_llm_reads_before_the_rules_and_the_rules_before_the_source(settings: Settings, engine: Engine) -> None:
    for job_id in ("by llm", "by rules", "by source"):
        dbt_raw.keep(engine, job_id, {"job_title": job_id, "job_is_remote": True})
    dbt_raw.model(settings)
    reading = {
        "skills": [{"skill": "SQL", "kind": "technical"}, {"skill": "Python", "kind": "technical"}, {"skill": "SQL"}]
    }
    for job_id in ("by llm", "by rules"):
        write(engine, RULES, job_id, **reading, seniority="senior", remote="onsite")
    write(engine, LLM, "by llm", skills=["Rust"], seniority="wizard", remote="hybrid")
    assert dbt_raw.model(settings)["fact_jobs"] == 2
    names = (
        "skills",
        "skills_source",
        "seniority_level",
        "seniority_source",
        "remote_work_type",
        "remote_work_type_source",
    )
    found = {
        job_id: tuple(fact(engine, job_id)[name] for name in names) for job_id in ("by llm", "by rules", "by source")
    }
    assert found == {
        # the LLM's "wizard" is none of our levels
        "by llm": (["Python", "Rust", "SQL"], "llm", "senior", "rules", "hybrid", "llm"),
        "by rules": (["Python", "SQL"], "rules", "senior", "rules", "onsite", "rules"),
        "by source": ([], None, None, None, "remote", "api"),
    }


def test_each_skill_and_each_place_says_who_read_it(settings: Settings, engine: Engine) -> None:
    """And a refusal under a newer prompt does not hide the reading before."""
    dbt_raw.keep(engine, "skilled", {"job_title": "skilled"})
    dbt_raw.keep(engine, "placed", {"job_title": "placed", "job_location": "Lyon, France"})
    dbt_raw.model(settings)
    by_rules = [
        {"skill": "PostgreSQL", "kind": "technical", "start": 7, "end": 15},
        {"skill": "teamwork", "kind": "soft", "start": None, "end": None},
    ]
    by_llm = [{"skill": "postgresql", "kind": "soft"}, {"skill": "Welding", "kind": "technical"}, {"skill": " "}]
    write(engine, RULES, "skilled", skills=by_rules)
    for job_id in ("skilled", "placed"):
        write(engine, LLM, job_id, skills=by_llm, location="Paris", language="fr")
        write(engine, LLM, job_id, version=2, state="refused")
    dbt_raw.model(settings)
    found = fact(engine, "skilled")
    assert found["skills"] == ["PostgreSQL", "Welding", "teamwork"]
    assert found["skill_details"] == [
        {"skill": "PostgreSQL", "kind": "technical", "source": "llm", "start": 7, "end": 15},
        {"skill": "Welding", "kind": "technical", "source": "llm"},
        {"skill": "teamwork", "kind": "soft", "source": "rules"},
    ]
    assert (found["job_location"], found["job_location_source"], found["job_language"]) == ("Paris", "llm", "fr")
    placed = fact(engine, "placed")
    assert (placed["job_location"], placed["job_location_source"]) == ("Lyon, France", "api")


def test_a_reading_of_another_text_is_not_used(settings: Settings, engine: Engine) -> None:
    dbt_raw.keep(engine, "reworded", {"job_title": "Writer", "job_description": "before"})
    dbt_raw.model(settings)
    write(engine, RULES, "reworded", seniority="junior")
    dbt_raw.model(settings)
    assert fact(engine, "reworded")["seniority_level"] == "junior"
    dbt_raw.keep(engine, "reworded", {"job_title": "Writer", "job_description": "after"})
    dbt_raw.model(settings)
    assert fact(engine, "reworded")["seniority_level"] is None
    write(engine, RULES, "reworded", seniority="lead")
    write(engine, RULES, "reworded", seniority="senior", version=2)
    dbt_raw.model(settings)
    assert fact(engine, "reworded")["seniority_level"] == "senior", "the newest rules"


PAY = ("job_min_salary", "job_max_salary", "job_salary_period", "job_salary_currency", "salary_source", "yearly_min_salary",
       "yearly_max_salary", "salary_currency", "salary_band", "has_salary")  # fmt: skip


def test_pay_is_shown_as_stated_and_by_the_year(settings: Settings, engine: Engine) -> None:
    source = {"job_min_salary": 40, "job_max_salary": 50, "job_salary_period": "HOUR"}
    dbt_raw.keep(engine, "pay api", {"job_title": "pay api"} | source)
    dbt_raw.keep(engine, "pay llm", {"job_title": "pay llm", "job_min_salary": 70000})
    dbt_raw.keep(engine, "pay rules", {"job_title": "pay rules"})
    dbt_raw.keep(engine, "pay bare", {"job_title": "pay bare", "job_min_salary": 70000})
    dbt_raw.keep(engine, "pay slip", {"job_title": "pay slip"})
    dbt_raw.model(settings)
    for job_id in ("pay api", "pay llm", "pay rules"):
        write(engine, RULES, job_id, low=300, high=400, period="day", currency="EUR")
    for job_id in ("pay api", "pay llm"):
        write(engine, LLM, job_id, low=6000, high=5000, period="Month", currency="cad")
    write(engine, LLM, "pay slip", low=0, high=-3, period="hour", currency="USD")
    dbt_raw.model(settings)
    found = {
        job_id: tuple(fact(engine, f"pay {job_id}")[name] for name in PAY)
        for job_id in ("api", "llm", "rules", "bare", "slip")
    }
    assert found == {
        "api": (Decimal(40), Decimal(50), "hour", None, "api", 83200, 104000, None, "75k-100k", True),
        "llm": (Decimal(5000), Decimal(6000), "month", "CAD", "llm", 60000, 72000, "CAD", "50k-75k", True),
        "rules": (Decimal(300), Decimal(400), "day", "EUR", "rules", 78000, 104000, "EUR", "75k-100k", True),
        "bare": (Decimal(70000), None, None, None, "api", None, None, None, None, True),
        "slip": (None, None, None, None, None, None, None, None, None, False),
    }


def test_the_sources_pay_and_the_texts_are_reconciled(settings: Settings, engine: Engine) -> None:
    """Who is shown, whose currency it is, and whether all say the same."""
    api = {"job_min_salary": 80000, "job_max_salary": 100000, "job_salary_period": "YEAR"}
    exact = {"low": 80250, "high": 99900, "period": "year"}
    other = {"low": 20, "high": 25, "period": "hour"}
    cases: dict[str, tuple[dict[str, Any], dict[str, Any] | None, dict[str, Any] | None, tuple[Any, ...]]] = {
        "alone": (api, None, None, ("api", 80000, None, None, None)),
        "exact text": (api, exact | {"currency": "CAD"}, None, ("llm", 80250, "CAD", "llm", "agree")),
        "rules exact": (api, None, exact | {"currency": "CAD"}, ("rules", 80250, "CAD", "rules", "agree")),
        "an hourly wage told as a yearly one": (api, {"low": 38.5, "high": 48, "period": "hour"}, None, ("llm", 38.5, None, None, "agree")),
        "the source states more": (api, {"low": 80250, "period": "year", "currency": "EUR"}, None, ("api", 80000, "EUR", "llm", "agree")),
        "a reading alone against the source": (api, other, None, ("api", 80000, None, None, "differ")),
        "rules alone against the source": (api, None, other | {"currency": "EUR"}, ("api", 80000, None, None, "differ")),
        "both readings against the source": (api, other, other | {"currency": "EUR"}, ("llm", 20, "EUR", "rules", "differ")),
        "rules with the source against the llm": (api, other, exact, ("rules", 80250, None, None, "differ")),
        "the source's currency": (api | {"job_salary_currency": "USD"}, exact, None, ("llm", 80250, "USD", "api", "agree")),
        "no period at the source": ({"job_min_salary": 70000}, None, exact, ("rules", 80250, None, None, None)),
        "llm before rules": ({}, exact, other, ("llm", 80250, None, None, "differ")),
    }  # fmt: skip
    for name, (sent, *_) in cases.items():
        dbt_raw.keep(engine, f"pay: {name}", {"job_title": f"pay: {name}"} | sent)
    dbt_raw.model(settings)
    for name, (_, by_llm, by_rules, _) in cases.items():
        for statement, reading in ((LLM, by_llm), (RULES, by_rules)):
            if reading:
                write(engine, statement, f"pay: {name}", **reading)
    dbt_raw.model(settings)
    names = ("salary_source", "job_min_salary", "job_salary_currency", "salary_currency_source", "salary_agreement")
    found = {name: tuple(fact(engine, f"pay: {name}")[column] for column in names) for name in cases}
    assert found == {name: (who, Decimal(str(low)), *rest) for name, (_, _, _, (who, low, *rest)) in cases.items()}


def test_a_posting_seen_again_moves_its_last_day_and_nothing_else(settings: Settings, engine: Engine) -> None:
    dbt_raw.keep(engine, "seen", {"job_title": "Seen"}, found="2026-03-01")
    dbt_raw.model(settings)
    before = fact(engine, "seen")
    with engine.begin() as conn:
        dbt_raw.find(conn, "seen", "2026-03-04", position=7)
        dbt_raw.find(conn, "seen", "2026-03-02", campaign_id=2)
    assert dbt_raw.model(settings)["fact_jobs"] == 0
    after = fact(engine, "seen")
    assert (after["first_seen_at"].day, after["last_seen_at"].day) == (1, 4)
    assert {name for name in after if after[name] != before[name]} == {"last_seen_at"}
    with engine.connect() as conn:
        columns = "campaign_id, first_found_date::text, last_found_date::text, times_found, best_position"
        found = conn.execute(
            text(f"select {columns} from marts.bridge_campaign_jobs where jsearch_job_id = 'seen' order by 1")
        )
        assert [tuple(row) for row in found] == [
            (1, "2026-03-01", "2026-03-04", 2, 1),
            (2, "2026-03-02", "2026-03-02", 1, 1),
        ]
