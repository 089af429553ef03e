"""The LLM enrichment against the sandbox's model and the real database: what it keeps, pays, refuses and survives."""

# A case is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import dbt_raw
import dbt_rows
import pytest
from injections import INJECTIONS, LOOT
from pydantic import SecretStr
from sqlalchemy import Engine, text
from stack_settings import as_environment

from services.enricher.chatgpt import chatgpt_enricher, company
from services.enricher.chatgpt.chatgpt_enricher import LlmResult
from services.enricher.chatgpt.estimate import estimate
from services.orchestration import stages
from services.sandbox.server import SandboxServer
from services.shared import database
from services.shared.errors import BudgetExhausted
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.spend import SpendLedger

RUN = RunContext(run_id="test", now=datetime(2026, 3, 2, 12, tzinfo=UTC))
CHAT = "/openai/v1/chat/completions"
IN_ANOTHER_PROCESS = """
from services.orchestration import stages
from services.shared.settings import get_settings
stages.chatgpt_enrich_jobs(get_settings(), stages.new_run())
"""
ENGINEER = (
    "Senior Data Engineer",
    "We run warehouses for hospitals and need somebody who keeps them healthy. You know Python, SQL and dbt. "
    "This is a hybrid role based in Toronto, Ontario. Pay: CA$100,000 - CA$120,000 per year.",
)


@pytest.fixture(scope="module")
def shared() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@pytest.fixture
def sandbox(shared: SandboxServer) -> Iterator[SandboxServer]:
    shared.state.calls.clear()
    yield shared
    shared.set_faults()


@pytest.fixture(scope="module")
def database_settings(cluster: tuple[Path, int], worker_id: str) -> Iterator[Settings]:
    """One database for the module, emptied before each test: a new one for each would cost half the time."""
    with dbt_raw.database_named(cluster, f"llm_{worker_id}") as made:
        yield made


@pytest.fixture(scope="module")
def own_engine(database_settings: Settings) -> Iterator[Engine]:
    made = database.connect(database_settings, pool_size=20)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def the_administrator(database_settings: Settings) -> Iterator[Engine]:
    made = database.connect(database_settings, "postgres")
    yield made
    made.dispose()


@pytest.fixture(autouse=True)
def admin(the_administrator: Engine) -> Engine:
    """The administrator, who may write what dbt owns; nothing of an earlier test is left."""
    with the_administrator.begin() as conn:
        conn.execute(
            text(
                "truncate staging.jsearch_job_postings, staging.chatgpt_enrichments, marts.api_usage, marts.api_throttle"
            )
        )
    return the_administrator


@pytest.fixture
def wired(database_settings: Settings, sandbox: SandboxServer) -> Settings:
    """The database, and the sandbox as the LLM."""
    return database_settings.model_copy(
        update={
            "openai_base_url": sandbox.openai_url,
            "openai_api_key": SecretStr("sandbox"),
            "openai_calls_per_second": 200.0,
            "openai_deadline_seconds": 10.0,
        }
    )


def keep_postings(admin: Engine, *postings: tuple[str, str], ids: list[str] | None = None) -> None:
    """Postings in staging, named after their place in the list."""
    rows = [
        {
            "jsearch_job_id": posting_id,
            "job_posting_key": uuid.uuid5(uuid.NAMESPACE_OID, posting_id),
            "content_hash": f"{title}|{description}",
            "job_title": title,
            "job_description": description,
        }
        for posting_id, (title, description) in zip(ids or map(str, range(len(postings))), postings, strict=True)
    ]
    with admin.begin() as conn:
        dbt_rows.insert(conn, "jsearch_job_postings", rows, schema="staging")


def kitchens(count: int) -> list[tuple[str, str]]:
    """Postings that nobody could take for one another."""
    return [
        (
            f"Cook {n}",
            f"You cook in kitchen {n} of our hotel in the old town. Teamwork and Excel matter in kitchen {n}.",
        )
        for n in range(count)
    ]


def read(engine: Engine, settings: Settings, **changes: Any) -> LlmResult:
    return chatgpt_enricher.enrich_with_llm(engine, run=RUN, settings=settings.model_copy(update=changes))


def stored(engine: Engine) -> dict[str, dict[str, Any]]:
    """The rows by title."""
    query = text("""
        select job_title, enrichment.* from staging.chatgpt_enrichments as enrichment
        inner join staging.jsearch_job_postings using (job_posting_key)
    """)
    with engine.connect() as conn:
        return {row["job_title"]: dict(row) for row in conn.execute(query).mappings()}


def usage(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as conn:
        return [dict(row) for row in conn.execute(text("select * from marts.api_usage order by 1")).mappings()]


def test_it_works(own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer) -> None:
    keep_postings(admin, ENGINEER, *kitchens(3))
    result = read(own_engine, wired)
    assert (result.states, result.left, result.error) == ({"ok": 4}, 0, None)
    row = stored(own_engine)["Senior Data Engineer"]
    assert [skill["skill"] for skill in row["chatgpt_extracted_skills"]] == ["Python", "SQL", "dbt"]
    assert row["job_summary"].startswith("Senior Data Engineer. We run warehouses for hospitals")
    assert (row["chatgpt_seniority_level"], row["chatgpt_remote_work_type"], row["chatgpt_language"]) == (
        "senior", "hybrid", "en",
    )  # fmt: skip
    assert row["chatgpt_extracted_location"] == "Toronto, Ontario"
    assert (row["chatgpt_salary_min"], row["chatgpt_salary_max"], row["chatgpt_salary_period"]) == (
        100_000,
        120_000,
        "year",
    )
    assert row["chatgpt_salary_currency"] == "CAD"
    assert row["chatgpt_enrichment_status"]["state"] == "ok"
    assert sandbox.calls == {CHAT: 1}, "four postings fit into one call"
    (spent,) = usage(own_engine)
    assert (spent["provider"], spent["operation"], spent["outcome"], spent["units"]) == (
        "openai",
        "read_postings",
        "ok",
        4,
    )
    assert (spent["tokens_in"], spent["tokens_out"]) == (result.tokens_in, result.tokens_out)
    assert spent["estimated_cost_usd"] == result.cost_usd > 0


def test_a_second_run_makes_no_call(own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer) -> None:
    keep_postings(admin, *kitchens(4))
    read(own_engine, wired)
    before = (stored(own_engine), usage(own_engine), dict(sandbox.calls))
    result = read(own_engine, wired)
    assert (result.due, result.api_calls, result.cost_usd) == (0, 0, 0)
    assert (stored(own_engine), usage(own_engine), dict(sandbox.calls)) == before


def test_the_same_text_is_paid_once_whoever_found_it(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, ENGINEER, ENGINEER, ENGINEER, ids=["a", "b", "c"])
    result = read(own_engine, wired)
    assert (result.due, result.copied, sandbox.calls) == (1, 2, {CHAT: 1})
    keep_postings(admin, ENGINEER, ids=["crawled again tomorrow"])
    later = read(own_engine, wired)
    assert (later.due, later.copied, sandbox.calls) == (0, 1, {CHAT: 1})
    with own_engine.connect() as conn:
        rows = conn.execute(
            text("select job_summary, chatgpt_extracted_skills, cost_usd from staging.chatgpt_enrichments")
        )
        found = [tuple(map(str, row)) for row in rows]
    assert len(found) == 4
    assert len({(summary, skills) for summary, skills, _ in found}) == 1
    assert sorted(float(cost) > 0 for *_, cost in found) == [False, False, False, True]


def test_a_new_prompt_reads_everything_once_more(
    own_engine: Engine, admin: Engine, wired: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep_postings(admin, *kitchens(2))
    read(own_engine, wired)
    monkeypatch.setattr(chatgpt_enricher, "PROMPT_VERSION", chatgpt_enricher.PROMPT_VERSION + 1)
    assert read(own_engine, wired).states == {"ok": 2}


def test_calls_are_made_at_the_same_time(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, *kitchens(6))
    sandbox.set_faults("openai.slow")
    started = time.monotonic()
    result = read(own_engine, wired, openai_batch_size=1, openai_concurrency=5)
    assert (result.states, sandbox.calls) == ({"ok": 6}, {CHAT: 6})
    # Each takes two seconds; the first goes alone.
    assert time.monotonic() - started < 8


# --- F14: broken answers ---


@pytest.mark.parametrize(
    ("faults", "calls", "cost"),
    [
        ("rate_limit:first1", 2, False),
        ("rate_limit_bare:first2", 3, False),
        ("server_error:first2", 3, False),
        ("html:first1", 5, True),
        ("truncated:first1", 5, True),
        ("empty:first1", 5, True),
        ("llm_refusal:first1", 5, True),
        ("llm_length:first1", None, True),
        ("llm_broken_json:first1", None, True),
        ("llm_wrong_schema:first1", 5, True),
        ("llm_huge:first1", 5, True),
        ("llm_omits:first1", 2, True),
        ("gzip_bomb:first1", 5, True),
        ("invalid_utf8:first1", None, True),
    ],
)
def test_f14_one_broken_answer_costs_a_call_and_no_posting(
    own_engine: Engine,
    admin: Engine,
    wired: Settings,
    sandbox: SandboxServer,
    faults: str,
    calls: int | None,
    cost: bool,
) -> None:
    keep_postings(admin, *kitchens(4))
    sandbox.set_faults(faults)
    result = read(own_engine, wired)
    assert result.states == {"ok": 4}
    assert len(stored(own_engine)) == 4
    assert calls in (None, sandbox.calls[CHAT])
    assert 2 <= sandbox.calls[CHAT] <= 5
    first = usage(own_engine)[0]
    assert (first["estimated_cost_usd"] > 0) is cost
    assert len(usage(own_engine)) == sandbox.calls[CHAT] == result.api_calls


def test_f14_partial_answers_are_kept(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    """Of a cut-off answer the postings before the cut stand; only the others are asked about again."""
    keep_postings(admin, *kitchens(5))
    sandbox.set_faults("llm_length:first1")
    result = read(own_engine, wired)
    assert result.states == {"ok": 5}
    assert 1 <= result.read_alone < 5
    assert sandbox.calls == {CHAT: 1 + result.read_alone}


@pytest.mark.parametrize(
    ("fault", "state"),
    [
        ("llm_refusal", "refused"),
        ("llm_length", "cut_off"),
        ("llm_broken_json", "invalid"),
        ("llm_wrong_schema", "invalid"),
        ("empty", "invalid"),
        ("llm_omits", "missing"),
    ],
)
def test_f14_what_stays_broken_is_recorded_with_its_posting_and_its_neighbours_are_read(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer, fault: str, state: str
) -> None:
    keep_postings(
        admin,
        ("Poisoner", "You stir arsenic into the soup of the poison kitchen, every day and with care."),
        *kitchens(3),
    )
    sandbox.set_faults(f"{fault}@arsenic")
    result = read(own_engine, wired)
    assert result.states == {"ok": 3, state: 1}
    assert stored(own_engine)["Poisoner"]["chatgpt_enrichment_status"] | {"model": ""} == {
        "state": state, "attempts": 1, "alone": True, "model": "",
    } | ({"reason": "I'm sorry, I cannot help with that (sandbox fault)."} if state == "refused" else {})  # fmt: skip
    for _ in range(3):
        read(own_engine, wired)
    # A refusal is final, anything else is tried in three runs.
    assert stored(own_engine)["Poisoner"]["chatgpt_enrichment_status"]["attempts"] == (1 if state == "refused" else 3)


def test_f14_a_server_that_hangs_or_drips_ends_with_the_deadline(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, *kitchens(2))
    for fault in ("hang", "drip"):
        sandbox.set_faults(f"openai.{fault}")
        started = time.monotonic()
        result = read(own_engine, wired, openai_deadline_seconds=0.8)
        assert time.monotonic() - started < 3
        assert (result.left, result.error) == (2, "openai did not answer within 0.8 s.")
    assert all(row["outcome"] == "failed" and row["estimated_cost_usd"] > 0 for row in usage(own_engine))


def test_a_wrong_key_is_one_call_and_an_absent_server_ends_the_run(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, *kitchens(30))
    refused = read(own_engine, wired, openai_api_key=SecretStr("wrong-key"))
    assert sandbox.calls == {CHAT: 1}
    assert refused.left == 30
    assert "OPENAI_API_KEY" in str(refused.error)
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        absent = read(
            own_engine,
            wired,
            openai_base_url=f"http://127.0.0.1:{nobody.getsockname()[1]}",
            openai_deadline_seconds=2.0,
        )
    assert absent.left == 30
    assert str(absent.error).startswith("3 calls in a row failed: openai cannot be reached")
    assert [row["estimated_cost_usd"] for row in usage(own_engine)[:2]] == [0, 0], "nothing was bought"


# --- money ---


def test_the_cap_stops_calls_before_they_are_made(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, *kitchens(20))
    # A call of one posting may cost 0.0026 dollars: two thirds of that is what the model may write.
    result = read(own_engine, wired, openai_batch_size=1, openai_concurrency=1, openai_daily_budget_usd=0.008)
    spent = sum(row["estimated_cost_usd"] for row in usage(own_engine))
    assert 0 < spent <= Decimal("0.008")
    assert 0 < result.states["ok"] < 20
    assert sandbox.calls[CHAT] == result.states["ok"], "the call that did not fit was not made"
    assert "OPENAI_DAILY_BUDGET_USD" in str(result.error)
    again = read(own_engine, wired, openai_batch_size=1, openai_daily_budget_usd=0.008)
    assert again.api_calls == 0
    assert read(own_engine, wired).left == 0, "with a new budget the rest is read"


def test_a_cap_of_nothing_and_a_cap_on_calls(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, *kitchens(6))
    result = read(own_engine, wired, openai_batch_size=2, openai_daily_calls=2)
    assert (result.states, sandbox.calls) == ({"ok": 4}, {CHAT: 2})
    assert "OPENAI_DAILY_CALLS" in str(result.error)
    assert read(own_engine, wired, openai_daily_budget_usd=0.0).api_calls == 0


def test_what_several_processes_take_at_once_never_passes_the_budget(own_engine: Engine) -> None:
    ledger = SpendLedger(own_engine, "openai", "test")

    def take(_: int) -> bool:
        try:
            return bool(ledger.reserve("read", cost_usd=Decimal("0.3"), daily_budget_usd=Decimal(1)))
        except BudgetExhausted:
            return False

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(take, range(16))) == 3
    with own_engine.begin() as conn:
        conn.execute(text("update marts.api_usage set usage_date = usage_date - 1"))
    assert take(0), "another day has its own budget"


def test_the_estimate_makes_no_call_and_says_what_the_budget_carries(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, ENGINEER, ENGINEER, *kitchens(9), ids=list("abcdefghijk"))
    found = estimate(own_engine, run=RUN, settings=wired)
    assert (found.texts, found.calls, found.affordable_texts, sandbox.calls) == (10, 2, 10, {})
    result = read(own_engine, wired)
    assert result.api_calls == found.calls
    assert found.likely_usd / 4 < result.cost_usd < found.most_usd
    assert estimate(own_engine, run=RUN, settings=wired).spent_today_usd == result.cost_usd
    keep_postings(admin, *kitchens(12)[9:], ids=list("lmn"))
    poor = wired.model_copy(update={"openai_daily_budget_usd": float(result.cost_usd)})
    assert estimate(own_engine, run=RUN, settings=poor).affordable_texts == 0


# --- kill and resume ---


def test_a_stopped_run_keeps_its_calls_and_the_next_reads_the_rest(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, *kitchens(6))

    class Stopped(Exception):
        pass

    def stop_after_the_second(done: int, total: int) -> None:
        assert total == 6
        if done == 4:
            raise Stopped

    with pytest.raises(Stopped):
        chatgpt_enricher.enrich_with_llm(
            own_engine, run=RUN, on_progress=stop_after_the_second,
            settings=wired.model_copy(update={"openai_batch_size": 2, "openai_concurrency": 1}),
        )  # fmt: skip
    assert len(stored(own_engine)) == 4
    assert read(own_engine, wired).states == {"ok": 2}
    assert sandbox.calls == {CHAT: 3}


def test_a_killed_process_is_paid_for_and_repeated(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, *kitchens(6))
    sandbox.set_faults("openai.slow")
    settings = wired.model_copy(update={"openai_batch_size": 1, "openai_concurrency": 2})
    process = subprocess.Popen([sys.executable, "-c", IN_ANOTHER_PROCESS], env=as_environment(settings))
    while len(stored(own_engine)) < 1 or sandbox.calls[CHAT] < 3:
        assert process.poll() is None
        time.sleep(0.05)
    process.kill()
    process.wait()
    read_before = len(stored(own_engine))
    reserved = [row for row in usage(own_engine) if row["outcome"] == "reserved"]
    assert 1 <= read_before < 6
    assert reserved
    assert all(row["estimated_cost_usd"] > 0 for row in reserved), "what was under way counts as spent"
    sandbox.set_faults()
    assert read(own_engine, settings).states == {"ok": 6 - read_before}
    assert len(stored(own_engine)) == 6


# --- F15: texts that talk to the model, and models that listen or make things up ---


def test_f15_a_model_that_obeys_thirty_injections_harms_nobody(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    innocent = [ENGINEER, *kitchens(9)]
    keep_postings(admin, *innocent)
    # The fake model takes every text for orders, so it reads the innocent alone with the same eyes.
    sandbox.set_faults("llm_obeys")
    read(own_engine, wired)
    undisturbed = {title: values(row) for title, row in stored(own_engine).items()}
    with admin.begin() as conn:
        conn.execute(text("truncate staging.chatgpt_enrichments"))
    attacks = [(f"Clerk {n}", f"We need a clerk. {attack} Thank you.") for n, attack in enumerate(INJECTIONS)]
    keep_postings(admin, *attacks, ids=[f"attack {n}" for n in range(len(attacks))])
    result = read(own_engine, wired)
    after = stored(own_engine)
    assert result.states.total() == len(innocent) + len(attacks)
    assert {title: values(row) for title, row in after.items() if title in undisturbed} == undisturbed
    # An attacker may spoil nothing but its own row, and even there only with words and figures of its own text.
    for title, description in attacks:
        row = after[title]
        assert row["chatgpt_enrichment_status"]["alone"]
        assert all(skill["skill"].lower() in description.lower() for skill in row["chatgpt_extracted_skills"])
        assert "<" not in str(row["job_summary"])
        assert "://" not in str(row["job_summary"])


def test_f15_unrecognised_injections_are_caught_by_the_evidence(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if the filter knew none of them: obeyed or not, no innocent row holds what its own text does not."""
    monkeypatch.setattr(company, "_TALKS_TO_A_MODEL", re.compile("(?!)"))
    keep_postings(
        admin, *[posting for n, attack in enumerate(INJECTIONS) for posting in (kitchens(40)[n], ("Clerk", attack))]
    )
    sandbox.set_faults("llm_obeys")
    read(own_engine, wired, openai_batch_size=2)
    rows = {title: row for title, row in stored(own_engine).items() if title.startswith("Cook")}
    assert len(rows) == len(INJECTIONS)
    assert not [loot for loot in LOOT if loot in str([values(row) for row in rows.values()])]
    assert {row["chatgpt_salary_min"] for row in rows.values()} == {None}


@pytest.mark.parametrize("fault", ["llm_mixes", "llm_invents"])
def test_f15_a_model_that_mixes_postings_up_or_invents_is_asked_about_each_alone(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer, fault: str
) -> None:
    postings = [
        ENGINEER,
        ("Gardener", "You water roses in the castle park of Sanssouci. You bring your own AutoCAD licence."),
    ]
    keep_postings(admin, *postings)
    sandbox.set_faults(f"{fault}:first1")
    result = read(own_engine, wired)
    rows = stored(own_engine)
    assert result.read_alone == 2
    assert [skill["skill"] for skill in rows["Gardener"]["chatgpt_extracted_skills"]] == ["AutoCAD"]
    assert "roses" in rows["Gardener"]["job_summary"]
    assert "hospitals" in rows["Senior Data Engineer"]["job_summary"]


def test_what_a_model_invents_is_dropped_and_counted(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, ENGINEER)
    sandbox.set_faults("llm_invents")
    result = read(own_engine, wired)
    row = stored(own_engine)["Senior Data Engineer"]
    assert result.dropped == {"skills": 2, "salary": 1, "location": 1, "summary": 1}
    assert row["chatgpt_enrichment_status"]["dropped"] == result.dropped
    assert (row["job_summary"], row["chatgpt_salary_min"], row["chatgpt_extracted_location"]) == (None, None, None)
    assert [skill["skill"] for skill in row["chatgpt_extracted_skills"]] == ["Python", "SQL", "dbt"]


# --- the stage ---


def metrics_of(engine: Engine, run: RunContext) -> dict[str, Any]:
    with engine.connect() as conn:
        query = text(
            "select * from marts.etl_run_metrics where dwh_run_id = :run_id and task_id = 'chatgpt_enrich_jobs'"
        )
        return dict(conn.execute(query, {"run_id": run.run_id}).mappings().one())


def test_the_stage_leaves_its_figures_and_never_raises(
    own_engine: Engine, admin: Engine, wired: Settings, sandbox: SandboxServer
) -> None:
    keep_postings(admin, ENGINEER, *kitchens(7))

    def stage(**changes: Any) -> tuple[Any, dict[str, Any]]:
        run = stages.new_run()
        return stages.chatgpt_enrich_jobs(wired.model_copy(update=changes), run), metrics_of(own_engine, run)

    skipped, row = stage(openai_api_key=None)
    assert (skipped.outcome, row["outcome"]) == ("skipped", "skipped")
    assert row["message"] == "OPENAI_API_KEY not set: postings are read by the rules alone."

    _, row = stage(openai_base_url="ftp://nowhere")
    assert (row["outcome"], row["message"]) == ("failed", "OPENAI_BASE_URL is not set to an http(s) address.")

    sandbox.set_faults("openai.server_error")
    _, row = stage(openai_deadline_seconds=0.3)
    assert (row["outcome"], row["rows_enriched"]) == ("failed", 0)
    assert "8 of 8 texts wait for the next run: " in row["message"]
    assert row["api_errors"] == row["api_calls"] > 0
    sandbox.set_faults()

    _, row = stage(openai_batch_size=1, openai_concurrency=1, openai_daily_budget_usd=0.004)
    assert row["outcome"] == "partial"
    assert "OPENAI_DAILY_BUDGET_USD" in row["message"]
    assert 0 < row["rows_enriched"] < 8
    assert 0 < row["cost_usd"] < Decimal("0.004")

    before = row["rows_enriched"]
    _, row = stage()
    assert (row["outcome"], row["rows_enriched"], row["details"]["left"]) == ("ok", 8 - before, 0)
    _, row = stage()
    assert (row["outcome"], row["api_calls"], row["cost_usd"]) == ("ok", 0, 0)


def values(row: dict[str, Any]) -> dict[str, Any]:
    """What the model said, without who paid and when."""
    return {name: row[name] for name in row if name.startswith(("job_s", "chatgpt_e", "chatgpt_s", "chatgpt_r", "chatgpt_l"))} | {
        "chatgpt_enriched_at": None, "chatgpt_enrichment_status": None,
    }  # fmt: skip
