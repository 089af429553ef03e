"""From campaigns to raw postings, against a real API server and a real database (F4, F6, F7, F8, F11)."""

from __future__ import annotations

import json
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr
from scripted_api import Answer, Asked, ScriptedApi, as_json, cut_off, scripted_api
from sqlalchemy import Connection, Engine, text

from services.extractor.job_extractor import ExtractionResult, Search, extract_batch, plan_searches, quarantine_ratio
from services.extractor.raw_postings import load_postings
from services.extractor.searches import SearchRequest
from services.extractor.source import source_from_settings
from services.shared.database import connect
from services.shared.errors import ConfigurationError
from services.shared.run_context import RunContext
from services.shared.settings import Settings

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
RUN = RunContext(run_id="run-1", now=NOW)


def posting(number: int | str, **changes: Any) -> dict[str, Any]:
    made = {
        "job_id": f"job-{number}",
        "job_title": f"Data engineer {number}",
        "employer_name": "Blue Heron Analytics",
        "job_description": "Build pipelines. Café, 東京, \U0001f600.",
        "job_is_remote": False,
        "job_posted_at": "2 days ago",
        "job_min_salary": 90000,
        "job_highlights": {},
        "something_new": {"kept": True},
    }
    return made | changes


def page(*postings: Any) -> Answer:
    return as_json({"status": "OK", "data": list(postings)})


EMPTY = page()


@pytest.fixture
def api() -> Iterator[ScriptedApi]:
    with scripted_api() as running:
        yield running


@pytest.fixture
def wired(own_settings: Settings, api: ScriptedApi) -> Settings:
    return own_settings.model_copy(
        update={
            "jsearch_base_url": api.url,
            "jsearch_api_key": SecretStr("test-key"),
            "jsearch_calls_per_second": 500.0,
            "jsearch_deadline_seconds": 2.0,
            "jsearch_pages_per_search": 3,
        }
    )


def campaign(engine: Engine, query: str, **columns: Any) -> int:
    values = {"campaign_name": query, "query": query, "country": "ca", "email": "ada@example.org"} | columns
    names = ", ".join(values)
    with engine.begin() as conn:
        user_id = conn.execute(
            text(
                "insert into marts.users (username, email) values ('ada', 'ada@example.org')"
                " on conflict (lower(email)) do update set username = 'ada' returning user_id"
            )
        ).scalar_one()
        return int(
            conn.execute(
                text(
                    f"insert into marts.job_campaigns (user_id, {names})"
                    f" values (:user_id, {', '.join(':' + name for name in values)}) returning campaign_id"
                ),
                values | {"user_id": user_id},
            ).scalar_one()
        )


def extract(engine: Engine, settings: Settings, run: RunContext = RUN) -> ExtractionResult:
    with engine.connect() as conn:
        batches = plan_searches(conn, settings, campaign_id=run.campaign_id)
    searches = [search for batch in batches for search in batch]
    return extract_batch(engine, source_from_settings(settings, engine), searches, run=run, settings=settings)


def rows(engine: Engine, statement: str) -> list[Any]:
    with engine.connect() as conn:
        return list(conn.execute(text(statement)))


def pages_by_number(*pages: Answer) -> Callable[[Asked], Answer]:
    return lambda asked: pages[int(asked.params["page"]) - 1] if int(asked.params["page"]) <= len(pages) else EMPTY


def ten(start: int) -> list[dict[str, Any]]:
    return [posting(number) for number in range(start, start + 10)]


def test_it_works(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    ada = campaign(own_engine, "data  engineer", location="Toronto", remote_preference=["remote"], radius_km=25)
    api.script = pages_by_number(page(*ten(1)), page(*ten(11)), page(posting(21)))
    steps: list[tuple[int, int]] = []
    with own_engine.connect() as conn:
        [[search]] = plan_searches(conn, wired)
    result = extract_batch(
        own_engine,
        source_from_settings(wired.model_copy(update={"jsearch_usd_per_call": 0.0025}), own_engine, RUN),
        [Search.from_dict(json.loads(json.dumps(search.to_dict())))],
        run=RUN,
        settings=wired,
        on_progress=lambda done, total: steps.append((done, total)),
    )
    assert (result.outcome, result.rows_fetched, result.rows_inserted, result.api_calls) == ("ok", 21, 21, 3)
    assert steps == [(1, 1)]
    ledger = (
        "select provider, operation, campaign_id, dwh_run_id, outcome, estimated_cost_usd::text from marts.api_usage"
    )
    assert rows(own_engine, ledger) == [("jsearch", "search", ada, RUN.run_id, "ok", "0.002500")] * 3
    assert api.asked[0].params == {
        "query": "data engineer in Toronto",
        "page": "1",
        "num_pages": "1",
        "country": "ca",
        "date_posted": "week",
        "work_from_home": "true",
        "radius": "25",
    }
    stored = rows(
        own_engine, "select payload, campaign_id from raw.jsearch_job_postings where jsearch_job_id = 'job-7'"
    )
    assert stored == [(posting(7), ada)]
    found = rows(own_engine, "select jsearch_job_id, position, found_date::text from raw.jsearch_search_results")
    assert {(f"job-{n}", n, "2026-03-02") for n in range(1, 22)} == set(found)
    assert rows(own_engine, "select run_count, last_run_outcome, last_run_id from marts.job_campaigns") == [
        (1, "ok", "run-1")
    ]
    [metrics] = rows(own_engine, "select * from marts.etl_run_metrics where campaign_id is not null")
    assert (metrics.outcome, metrics.rows_inserted, metrics.api_calls, metrics.details["pages"]) == ("ok", 21, 3, 3)


def test_campaigns_that_ask_the_same_share_one_call(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    first = campaign(own_engine, "Data Engineer")
    second = campaign(own_engine, "data engineer ")
    campaign(own_engine, "data engineer", is_active=False)
    api.answer_with(page(posting(1)))
    result = extract(own_engine, wired)
    assert len(api.asked) == 1
    assert result.outcomes[0].campaign_ids == (first, second)
    assert result.rows_fetched == 1
    assert {row.campaign_id for row in rows(own_engine, "select campaign_id from raw.jsearch_search_results")} == {
        first,
        second,
    }
    assert len(rows(own_engine, "select from marts.etl_run_metrics where rows_inserted = 1")) == 2


def test_searches_come_in_batches_and_one_campaign_alone(own_engine: Engine, wired: Settings) -> None:
    ids = [campaign(own_engine, f"query {n}") for n in range(5)]
    with own_engine.connect() as conn:
        batches = plan_searches(conn, wired.model_copy(update={"extract_batch_size": 2}))
        assert [len(batch) for batch in batches] == [2, 2, 1]
        [[alone]] = plan_searches(conn, wired, campaign_id=ids[3])
        assert alone.campaign_ids == (ids[3],)
        assert plan_searches(conn, wired, campaign_id=10**9) == []


def test_known_content_is_not_stored_again_and_changed_content_is_a_version(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    campaign(own_engine, "data engineer")
    api.answer_with(page(posting(1), posting(2)))
    extract(own_engine, wired)
    volatile = {"job_posted_at": "3 days ago", "employer_logo": "https://img.example/x?t=2"}
    api.answer_with(page(posting(1, **volatile), posting(2, job_title="Senior data engineer"), posting(3)))
    second = extract(own_engine, wired, RunContext("run-2", NOW))
    assert (second.rows_fetched, second.rows_inserted, second.rows_changed, second.rows_unchanged) == (3, 2, 1, 1)
    assert len(rows(own_engine, "select from raw.jsearch_job_postings")) == 4


def test_a_posting_edited_and_edited_back_is_current_again(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    campaign(own_engine, "data engineer")
    totals = []
    for number, title in enumerate(["A", "B", "A", "A"]):
        api.answer_with(page(posting(1, job_title=title)))
        result = extract(own_engine, wired, RunContext(f"run-{number}", NOW))
        totals.append((result.rows_inserted, result.rows_changed, result.rows_unchanged))
    assert totals == [(1, 0, 0), (1, 1, 0), (0, 0, 1), (0, 0, 1)]
    versions = rows(
        own_engine,
        "select payload ->> 'job_title' as title, dwh_current_since > dwh_load_timestamp + interval '1 ms' as bumped"
        " from raw.jsearch_job_postings order by dwh_current_since desc",
    )
    assert [row.title for row in versions] == ["A", "B"]


def test_running_twice_changes_no_row(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    campaign(own_engine, "data engineer")
    api.answer_with(page(posting(1), posting(2), {"no": "id"}))
    tables = ["raw.jsearch_job_postings", "raw.jsearch_search_results", "raw.jsearch_quarantine", "marts.job_campaigns"]

    def content() -> list[Any]:
        return [
            rows(own_engine, f"select md5(string_agg(t::text, '|' order by t::text)) from {name} as t")
            for name in tables
        ]

    extract(own_engine, wired)
    before = content()
    with own_engine.begin() as conn:
        # As after a kill between the load and its metrics row.
        conn.execute(text("delete from marts.etl_run_metrics"))
    again = extract(own_engine, wired)
    assert content() == before
    assert again.rows_inserted == 0


def test_a_retry_of_the_run_skips_what_was_answered(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    campaign(own_engine, "fine")
    campaign(own_engine, "troubled")
    api.script = lambda asked: page(posting(1)) if asked.params["query"] == "fine" else Answer(status=503)
    first = extract(own_engine, wired)
    assert [(one.outcome, one.retryable) for one in first.outcomes] == [("ok", False), ("failed", True)]
    api.asked.clear()
    api.answer_with(page(posting(2)))
    second = extract(own_engine, wired, RunContext("run-1", NOW, try_number=2, max_tries=4))
    assert {asked.params["query"] for asked in api.asked} == {"troubled"}
    assert [(one.outcome, one.skipped) for one in second.outcomes] == [("ok", True), ("ok", False)]
    assert second.outcome == "ok"


def test_f4_a_wrong_key_is_one_call_and_one_clear_line(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    for number in range(8):
        campaign(own_engine, f"query {number}")
    api.answer_with(Answer(status=401))
    result = extract(own_engine, wired)
    assert len(api.asked) == 1
    assert result.outcome == "failed"
    [message] = {one.message for one in result.outcomes}
    assert message is not None
    assert "JSEARCH_API_KEY" in message
    assert not any(one.retryable for one in result.outcomes)
    assert rows(own_engine, "select distinct last_run_outcome from marts.job_campaigns") == [("failed",)]


def test_f4_one_refused_campaign_is_marked_and_the_others_go_on(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    for number in range(6):
        campaign(own_engine, f"query {number}")
    api.script = lambda asked: (
        Answer(status=401) if asked.params["query"] == "query 3" else page(posting(asked.params["query"]))
    )
    result = extract(own_engine, wired)
    assert [one.outcome for one in result.outcomes] == ["ok", "ok", "ok", "failed", "ok", "ok"]
    assert len(api.asked) == 6


def test_the_budget_stops_the_calls_and_keeps_what_was_read(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    for number in range(4):
        campaign(own_engine, f"query {number}")
    api.script = lambda asked: page(posting(asked.params["query"]))
    result = extract(own_engine, wired.model_copy(update={"jsearch_daily_calls": 2}))
    assert len(api.asked) == 2
    assert result.outcome == "partial"
    assert sorted(one.outcome for one in result.outcomes) == ["failed", "failed", "ok", "ok"]
    assert "JSEARCH_DAILY_CALLS" in "".join(one.message or "" for one in result.outcomes)
    assert len(rows(own_engine, "select from raw.jsearch_job_postings")) == 2


@pytest.mark.parametrize(
    "bad",
    [
        Answer(status=500),
        Answer(behave=cut_off),
        Answer(body=b"<html>"),
        Answer(body=b'{"data": [1'),
        as_json({"data": 3}),
    ],
    ids=["500", "cut off", "html", "truncated", "no list"],
)
def test_f6_pages_read_before_the_error_are_kept(
    own_engine: Engine, wired: Settings, api: ScriptedApi, bad: Answer
) -> None:
    campaign(own_engine, "data engineer")
    api.script = pages_by_number(page(*ten(1)), bad, page(*ten(21)))
    result = extract(own_engine, wired)
    [outcome] = result.outcomes
    assert (outcome.outcome, outcome.counts.fetched) == ("partial", 20)
    assert outcome.message is not None
    assert outcome.message.startswith("Page 2 failed")
    assert len(rows(own_engine, "select from raw.jsearch_job_postings")) == 20


def test_f6_a_first_page_that_cannot_be_read_loads_nothing(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    campaign(own_engine, "data engineer")
    api.answer_with(Answer(body=b'{"status": "OK", "data": [{"job_id": "x", "job_title": "y"}'))
    assert extract(own_engine, wired).outcome == "failed"
    assert rows(own_engine, "select from raw.jsearch_job_postings") == []
    assert rows(own_engine, "select from raw.jsearch_quarantine") == []


def test_f6_nul_nan_and_half_surrogates_reach_jsonb_clean(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    campaign(own_engine, "data engineer")
    dirty = rb'{"job_id": "a", "job_title": "A\u0000B\ud83d", "job_min_salary": NaN, "job_city": "\\u0000"}'
    api.answer_with(Answer(body=b'{"data": [' + dirty + b"]}"))
    assert extract(own_engine, wired).rows_inserted == 1
    [[payload]] = rows(own_engine, "select payload from raw.jsearch_job_postings")
    assert payload == {"job_id": "a", "job_title": "AB", "job_min_salary": None, "job_city": "\\u0000"}


@pytest.mark.parametrize(("bad", "outcome"), [(1, "ok"), (6, "ok"), (10, "partial")])
def test_f7_malformed_postings_are_set_aside_and_counted(
    own_engine: Engine, wired: Settings, api: ScriptedApi, bad: int, outcome: str
) -> None:
    campaign(own_engine, "data engineer")
    junk: list[Any] = [
        {"job_title": "no id"}, posting(90, job_id=""), posting(91, job_title=None), "a string", None,
        posting(92, job_min_salary="a lot"), posting(93, job_id=94), posting(95, job_is_remote="yes"),
        posting(96, job_highlights=[]), posting("x" * 5000),
    ]  # fmt: skip
    api.answer_with(page(*(junk[:bad] + ten(1)[: 10 - bad])), EMPTY)
    result = extract(own_engine, wired)
    assert (result.rows_fetched, result.rows_quarantined, result.rows_inserted) == (10, bad, 10 - bad)
    assert result.outcomes[0].outcome == outcome
    assert f"{bad} of 10" in (result.outcomes[0].message or "")
    kept = rows(own_engine, "select reason, times_seen, payload_text, jsearch_job_id from raw.jsearch_quarantine")
    assert len(kept) == bad
    assert kept[0].reason == "job_id is missing"
    with own_engine.connect() as conn:
        assert quarantine_ratio(conn, "run-1") == (bad, 10)


def test_f7_the_same_junk_in_another_run_is_one_row_seen_twice(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    campaign(own_engine, "data engineer")
    api.answer_with(page({"job_title": "no id"}, {"job_title": "no id"}))
    for number in (1, 2):
        extract(own_engine, wired, RunContext(f"run-{number}", NOW))
    assert rows(own_engine, "select times_seen from raw.jsearch_quarantine") == [(2,)]


def test_f8_pages_that_loop_end(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    campaign(own_engine, "data engineer")
    api.answer_with(page(*ten(1)))
    result = extract(own_engine, wired.model_copy(update={"jsearch_pages_per_search": 50}))
    assert len(api.asked) == 3
    assert (result.rows_inserted, result.rows_unchanged, result.rows_fetched) == (10, 20, 30)


def test_f8_pages_that_overlap_are_counted_once(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    campaign(own_engine, "data engineer")
    api.script = pages_by_number(page(*ten(1)), page(*ten(6)), page(*ten(11)))
    result = extract(own_engine, wired)
    assert (result.rows_inserted, result.rows_unchanged, result.rows_fetched) == (20, 10, 30)
    [[position]] = rows(own_engine, "select position from raw.jsearch_search_results where jsearch_job_id = 'job-6'")
    assert position == 6


def test_f8_pages_that_shrink_end_the_search(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    campaign(own_engine, "data engineer")
    api.script = pages_by_number(page(*ten(1)), page(posting(11)))
    result = extract(own_engine, wired.model_copy(update={"jsearch_pages_per_search": 50}))
    assert result.rows_fetched == 11
    assert len(api.asked) <= 3


def test_f8_nothing_found_is_flagged_when_there_usually_is_something(
    own_engine: Engine, wired: Settings, api: ScriptedApi
) -> None:
    campaign(own_engine, "data engineer")
    api.answer_with(EMPTY)
    [never] = extract(own_engine, wired, RunContext("run-0", datetime.now(UTC))).outcomes
    assert (never.outcome, never.message) == ("empty", "No postings were found.")
    for number, found in enumerate((4, 6, 5)):
        api.answer_with(page(*ten(1)[:found]))
        extract(own_engine, wired, RunContext(f"usual-{number}", datetime.now(UTC)))
    api.answer_with(EMPTY)
    [strange] = extract(own_engine, wired, RunContext("run-9", datetime.now(UTC))).outcomes
    assert strange.outcome == "empty"
    assert "usually finds 4.5" in (strange.message or "")
    assert rows(own_engine, "select last_run_outcome from marts.job_campaigns") == [("empty",)]


def test_f11_a_poison_campaign_among_twenty(own_engine: Engine, wired: Settings, api: ScriptedApi) -> None:
    ids = [campaign(own_engine, f"query {number}") for number in range(20)]

    def script(asked: Asked) -> Answer:
        if asked.params["query"] == "query 7":
            return Answer(status=400, body=b'{"message": "impossible query"}')
        return page(posting(asked.params["query"]))

    api.script = script
    result = extract(own_engine, wired)
    assert [one.campaign_ids for one in result.outcomes if one.outcome != "ok"] == [(ids[7],)]
    assert "impossible query" in (result.outcomes[7].message or "")
    assert len(rows(own_engine, "select from marts.job_campaigns where last_run_outcome = 'ok'")) == 19
    assert len(rows(own_engine, "select from raw.jsearch_job_postings")) == 19


def test_f11_a_search_that_the_database_refuses_stops_nobody(
    own_engine: Engine, own_settings: Settings, wired: Settings, api: ScriptedApi
) -> None:
    for query in ("fine", "poison", "also fine"):
        campaign(own_engine, query)
    with connect(own_settings, "postgres").begin() as conn:
        conn.execute(text("alter table raw.jsearch_job_postings add check (jsearch_job_id <> 'job-poison')"))
    api.script = lambda asked: page(posting(1), posting(asked.params["query"]))
    result = extract(own_engine, wired)
    assert [one.outcome for one in result.outcomes] == ["ok", "failed", "ok"]
    assert (result.rows_fetched, result.rows_inserted) == (4, 3)
    assert len(rows(own_engine, "select from marts.etl_run_metrics where outcome = 'failed' and rows_fetched = 0")) == 1


def test_f11_a_source_that_crashes_on_one_search_stops_nobody(own_engine: Engine, wired: Settings) -> None:
    class Crashing:
        name, page_size = "crashing", 10

        def search(self, request: SearchRequest, *, page: int, counter: object = None) -> list[Any]:
            return [posting(1)] if request.query == "fine" else [{}[request.query]]

    ids = (campaign(own_engine, "poison"), campaign(own_engine, "fine"))
    searches = [Search(SearchRequest(q, "ca"), (i,)) for q, i in zip(("poison", "fine"), ids, strict=True)]
    result = extract_batch(own_engine, Crashing(), searches, run=RUN, settings=wired)
    assert [one.outcome for one in result.outcomes] == ["failed", "ok"]


def test_a_missing_key_names_the_setting(own_engine: Engine, own_settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="JSEARCH_BASE_URL"):
        source_from_settings(own_settings, own_engine)
    with pytest.raises(ConfigurationError, match="JSEARCH_API_KEY"):
        source_from_settings(own_settings.model_copy(update={"jsearch_base_url": "http://127.0.0.1:1"}), own_engine)


def test_thousands_at_once_are_loaded_in_chunks(conn: Connection) -> None:
    search = Search(SearchRequest("x", "ca"), (1,))
    many = [posting(number) for number in range(4500)] + [posting(3)]
    first = load_postings(conn, many, search=search, run_id="r", found_date=NOW.date())
    again = load_postings(conn, many, search=search, run_id="r", found_date=NOW.date())
    assert (first.inserted, first.unchanged) == (4500, 1)
    assert (again.inserted, again.unchanged) == (0, 4501)


def test_f18_memory_does_not_grow_with_the_postings(conn: Connection) -> None:
    """What is held at a time is a chunk, and the ids that were seen: not half of what these weigh together."""
    count, characters = 12_000, 5_000
    drawn = (posting(number, job_description=f"{number} ".ljust(characters, "x")) for number in range(count))
    tracemalloc.start()
    try:
        load_postings(conn, drawn, search=Search(SearchRequest("x", "ca"), (1,)), run_id="r", found_date=NOW.date())
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < count * characters / 2, peak


def test_a_source_with_dirty_values_of_its_own_is_quarantined(conn: Connection) -> None:
    long = {"job_title": "x" * 2_000, "employer_name": "x" * 600, "job_publisher": "x" * 400}
    dirty = [posting(n, **{field: value}) for n, (field, value) in enumerate(long.items(), start=10)]
    dirty += [posting(1, job_title="a\x00b"), posting(2, job_title="half \ud800")]
    dirty += [posting(3, job_latitude=float("nan"))]
    counts = load_postings(
        conn, [*dirty, posting(4, job_title="fine \\u0000")], search=Search(SearchRequest("x", "ca"), (1,)), run_id="r",
        found_date=NOW.date(),
    )  # fmt: skip
    assert (counts.quarantined, counts.inserted) == (6, 1)
