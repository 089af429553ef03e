"""The operators' page: it tells of runs, tasks, sources, queues, quarantine and spend, and of nobody's search."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from site_cast import Site, open_site
from sqlalchemy import event, text

from services.shared.metrics_recorder import recording
from services.shared.run_context import RunContext
from services.shared.settings import Settings

RUN = "scheduled__2026-11-23T12:00:00+00:00"


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with open_site(settings, "pipeline") as made:
        now = datetime.now(UTC)
        with recording(made.engine, RunContext(RUN, now), "extract_job_postings") as metrics:
            metrics.rows_fetched, metrics.rows_inserted, metrics.rows_quarantined, metrics.rows_unchanged = 40, 30, 4, 6
            metrics.api_calls, metrics.outcome = 7, "partial"
            metrics.message = "<b>One of two</b> searches was answered."
        with pytest.raises(RuntimeError), recording(made.engine, RunContext(RUN, now), "rank_jobs"):
            raise RuntimeError("the ranker fell over")
        with recording(made.engine, RunContext(RUN, now, try_number=2), "rank_jobs") as metrics:
            metrics.rows_ranked = 1_234
        with recording(made.engine, RunContext("manual__broken", now), "normalize_jobs") as metrics:
            metrics.outcome = "failed"
        with made.engine.begin() as conn:
            conn.execute(text("""
                insert into raw.jsearch_quarantine (payload_hash, payload_text, reason, dwh_run_id)
                values ('h', '{"canary": 1}', 'job_id is missing', 'run')
            """))  # fmt: skip
            conn.execute(text("""
                insert into marts.api_usage
                    (provider, operation, model, tokens_in, tokens_out, estimated_cost_usd, outcome, dwh_run_id)
                values ('openai', 'read', 'small', 1000, 200, 0.0123, 'ok', 'run')
            """))  # fmt: skip
        yield made


@pytest.fixture
def dee(site: Site) -> FlaskClient:
    return site.signed_in("dee")


def test_it_works(dee: FlaskClient) -> None:
    page = dee.get("/pipeline/").text
    for words in ("manual__broken", "normalize_jobs", "job_id is missing", "openai", "US$0.0123", "Account mails"):
        assert words in page
    assert "canary" not in page
    assert "Data engineer in Toronto" not in page


def test_a_run_is_told_task_by_task(dee: FlaskClient) -> None:
    page = dee.get("/pipeline/", query_string={"run": RUN}).text
    assert "the ranker fell over" in page
    assert "1,234 ranked" in page
    assert "try 2" in page
    assert "&lt;b&gt;One of two" in page
    assert dee.get("/pipeline/?run=no-such-run").status_code == 404
    assert dee.get("/pipeline/?run=%27%20or%201=1").status_code == 404


def test_it_asks_few_questions(site: Site, dee: FlaskClient) -> None:
    asked: list[str] = []
    event.listen(
        site.app.extensions["jobs.engine"], "before_cursor_execute", lambda _c, _cur, what, *_: asked.append(what)
    )
    dee.get("/pipeline/")
    assert 0 < len(asked) <= 12
