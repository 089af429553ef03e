"""From employers' names to companies, against a real API server and a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from scripted_api import Answer, Asked, ScriptedApi, as_json, scripted_api
from sqlalchemy import Engine, text

from services.extractor.company_extractor import CompanyResult, extract_companies
from services.extractor.glassdoor_client import GlassdoorClient
from services.shared.database import connect
from services.shared.run_context import RunContext
from services.shared.settings import Settings

# A posting has forty columns, most of them required, and these tests are about two.
ONLY_EMPLOYERS_MATTER = text("""
    do $$ declare needed text; begin
        for needed in
            select column_name from information_schema.columns
            where table_schema = 'staging' and table_name = 'jsearch_job_postings' and is_nullable = 'NO'
                and column_name <> 'jsearch_job_id'
        loop
            execute format('alter table staging.jsearch_job_postings alter column %I drop not null', needed);
        end loop;
    end $$
""")
NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    with scripted_api() as running:
        yield running


@pytest.fixture
def wired(own_settings: Settings, api: ScriptedApi) -> Settings:
    return own_settings.model_copy(
        update={
            "glassdoor_base_url": api.url,
            "glassdoor_api_key": SecretStr("test-key"),
            "glassdoor_calls_per_second": 500.0,
            "glassdoor_deadline_seconds": 1.0,
        }
    )


def employers(settings: Settings, *names: str | tuple[str, str]) -> None:
    """Put one posting into staging for each employer, or employer and website domain."""
    pairs = [(name, None) if isinstance(name, str) else name for name in names]
    with connect(settings, "dbt_runner").begin() as conn:
        conn.execute(ONLY_EMPLOYERS_MATTER)
        start = conn.execute(text("select count(*) from staging.jsearch_job_postings")).scalar_one()
        for number, (name, domain) in enumerate(pairs, start=start):
            conn.execute(
                text(
                    "insert into staging.jsearch_job_postings"
                    " (jsearch_job_id, job_posting_key, employer_name, employer_website_domain)"
                    " values (:id, md5(:id)::uuid, :name, :domain)"
                ),
                {"id": f"job-{number}", "name": name, "domain": domain},
            )


def company(number: int, name: str, website: str | None = None, **more: Any) -> dict[str, Any]:
    return {"company_id": number, "name": name, "website": website, "review_count": 10, "rating": 4.1} | more


def answer(*companies: Any) -> Answer:
    return as_json({"status": "OK", "data": list(companies)})


def look_up(engine: Engine, settings: Settings, *, now: datetime = NOW, run_id: str = "run-1") -> CompanyResult:
    client = GlassdoorClient.from_settings(settings, engine)
    return extract_companies(engine, client, run=RunContext(run_id, now), settings=settings)


def rows(engine: Engine, statement: str) -> list[Any]:
    with engine.connect() as conn:
        return list(conn.execute(text(statement)))


def queue(engine: Engine) -> dict[str, Any]:
    return {row.lookup_name: row for row in rows(engine, "select * from staging.company_enrichment_queue")}


def test_it_works(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(
        wired, ("Blue Heron Inc.", "blueheron.com"), "BLUE HERON", "Confidential", "Jobs via Dice", "Nobody Knows"
    )
    heron = company(7, "Blue Heron", "https://www.blueheron.com")
    lookalike = company(8, "Blue Heron Pottery", "https://bhpottery.example")
    api.script = lambda asked: answer(lookalike, heron) if asked.params["query"] == "blue heron" else answer()
    steps: list[tuple[int, int]] = []
    run = RunContext("run-1", NOW)
    client = GlassdoorClient.from_settings(wired, own_engine, run)
    result = extract_companies(
        own_engine, client, run=run, settings=wired, on_progress=lambda done, total: steps.append((done, total))
    )
    assert result == CompanyResult(matched=1, not_found=1, skipped=2, api_calls=2)
    assert steps == [(1, 2), (2, 2)]
    ledger = rows(own_engine, "select provider, operation, outcome, dwh_run_id from marts.api_usage")
    assert ledger == [("glassdoor", "company-search", "ok", "run-1")] * 2
    assert {asked.params["query"] for asked in api.asked} == {"blue heron", "nobody knows"}
    assert api.asked[0].params["limit"] == "10"
    assert api.asked[0].params["domain"] == "www.glassdoor.com"
    found = queue(own_engine)["blue heron"]
    assert (found.enrichment_status, found.glassdoor_company_id, float(found.match_confidence)) == ("success", "7", 1.0)
    assert queue(own_engine)["nobody knows"].enrichment_status == "not_found"
    spellings = rows(own_engine, "select employer_name, skip_reason from staging.employer_names order by 1")
    assert spellings == [
        ("BLUE HERON", None),
        ("Blue Heron Inc.", None),
        ("Confidential", "undisclosed"),
        ("Jobs via Dice", "aggregator"),
        ("Nobody Knows", None),
    ]
    stored = rows(own_engine, "select * from raw.glassdoor_companies order by glassdoor_company_id")
    assert [(row.glassdoor_company_id, row.payload) for row in stored] == [("7", heron), ("8", lookalike)]
    assert {row.company_lookup_key for row in stored} == {found.company_lookup_key}


def test_what_is_known_is_not_looked_up_again(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, "Blue Heron", "Nobody Knows")
    api.script = lambda asked: answer(company(7, "Blue Heron")) if asked.params["query"] == "blue heron" else answer()
    look_up(own_engine, wired)
    api.asked.clear()
    assert look_up(own_engine, wired, now=NOW + timedelta(days=1)) == CompanyResult()
    assert api.asked == []
    again = look_up(own_engine, wired, now=NOW + timedelta(days=31))
    assert (again.not_found, again.api_calls) == (1, 1)


def test_the_common_website_decides(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, ("Insight", "insight-labs.io"), ("Insight", "insight-labs.io"), ("insight", "jobs.example"))
    api.answer_with(
        answer(
            company(1, "Insight", "https://insight.com", review_count=9000),
            company(2, "Insight", "https://insight-labs.io"),
        )
    )
    look_up(own_engine, wired)
    assert queue(own_engine)["insight"].glassdoor_company_id == "2"


def test_a_website_that_turns_up_gives_a_second_chance(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, "Insight")
    api.answer_with(
        answer(company(1, "Insight", "https://insight.com"), company(2, "Insight", "https://insight-labs.io"))
    )
    assert look_up(own_engine, wired).not_found == 1
    employers(wired, ("Insight", "insight-labs.io"))
    assert look_up(own_engine, wired, now=NOW + timedelta(days=1)).matched == 1
    assert queue(own_engine)["insight"].glassdoor_company_id == "2"


def test_errors_are_not_not_found_and_come_back_later(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, "Blue Heron", "Gone Ltd", "Junk")

    def script(asked: Asked) -> Answer:
        kinds = {"blue heron": Answer(status=429, headers={"Retry-After": "7200"}), "gone": Answer(status=404)}
        return kinds.get(asked.params["query"], Answer(body=b"<html>"))

    api.script = script
    result = look_up(own_engine, wired)
    assert (result.failed, result.not_found, result.matched, result.error) == (2, 1, 0, None)
    assert result.api_errors == 3
    waiting = queue(own_engine)
    assert waiting["gone"].enrichment_status == "not_found"
    assert waiting["blue heron"].enrichment_status == waiting["junk"].enrichment_status == "error"
    assert waiting["blue heron"].next_attempt_at == NOW + timedelta(hours=2)
    assert waiting["junk"].next_attempt_at == NOW + timedelta(hours=1)
    assert "not JSON" in waiting["junk"].last_error
    api.answer_with(answer(company(7, "Blue Heron"), company(8, "Junk")))
    assert look_up(own_engine, wired, now=NOW + timedelta(minutes=30)).api_calls == 0
    assert look_up(own_engine, wired, now=NOW + timedelta(hours=3)).matched == 2
    assert queue(own_engine)["junk"].last_error is None


def test_a_wrong_key_is_one_call_and_names_the_setting(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, *[f"Firm {letter}" for letter in "abcdefgh"])
    api.answer_with(Answer(status=403))
    result = look_up(own_engine, wired)
    assert result.error is not None
    assert "GLASSDOOR_API_KEY" in result.error
    assert (len(api.asked), result.left) == (1, 8)
    assert {row.enrichment_status for row in queue(own_engine).values()} == {"pending"}


def test_a_spent_budget_leaves_the_rest_pending(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, *[f"Firm {letter}" for letter in "abcdefgh"])
    api.answer_with(answer())
    result = look_up(own_engine, wired.model_copy(update={"glassdoor_daily_calls": 3}))
    assert (result.not_found, result.left, len(api.asked)) == (3, 5, 3)
    assert "GLASSDOOR_DAILY_CALLS" in (result.error or "")
    states = [row.enrichment_status for row in queue(own_engine).values()]
    assert (states.count("pending"), states.count("not_found")) == (5, 3)


def test_a_run_looks_up_no_more_than_it_may(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, "Firm a", "Firm b", "Firm c")
    api.answer_with(answer())
    assert look_up(own_engine, wired.model_copy(update={"glassdoor_lookups_per_run": 2})).api_calls == 2
    assert look_up(own_engine, wired).api_calls == 1


def test_each_content_of_a_company_is_stored_once(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, "Firm a", "Firm b")
    shared = company(1, "Somebody Else")
    api.answer_with(answer(shared, shared, None, {"name": "no id"}))
    look_up(own_engine, wired)
    assert len(rows(own_engine, "select from raw.glassdoor_companies")) == 1
    for number, rating in enumerate([4.2, 4.1]):
        api.answer_with(answer(shared | {"rating": rating}))
        look_up(own_engine, wired, now=NOW + timedelta(days=40 * (number + 1)), run_id=f"run-{number}")
    versions = rows(own_engine, "select payload from raw.glassdoor_companies order by dwh_current_since desc")
    assert [row.payload["rating"] for row in versions] == [4.1, 4.2]


def test_two_names_in_other_letters_are_two_employers(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    employers(wired, "Ромашка", ("Яндекс", "yandex.ru"), "株式会社サクラ", "サクラ")
    yandex = company(5, "Yandex", "https://yandex.ru")
    api.script = lambda asked: answer(yandex) if asked.params["query"] == "яндекс" else answer()
    assert look_up(own_engine, wired).matched == 1
    assert {asked.params["query"] for asked in api.asked} == {"ромашка", "яндекс", "サクラ"}


def test_nothing_to_do(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    assert look_up(own_engine, wired) == CompanyResult()
    assert api.asked == []
