"""Trying other weights on stored points, and cleaning up what has lost its posting."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import Engine, text
from test_job_ranker import RUN, campaign, posting, rankings

from services.orchestration import stages
from services.ranker import job_ranker, orphans
from services.ranker.other_weights import backtest, ndcg, what_if
from services.ranker.weights import default_weights
from services.shared import database
from services.shared.errors import ConfigurationError
from services.shared.settings import Settings

OTHER = {"location": 0, "salary": 10, "skills": 40, "title": 2.5, "company_size": 10, "seniority": 20, "remote_type": 5,
         "employment_type": 0.5, "recency": 12}  # fmt: skip


@pytest.fixture
def admin(own_settings: Settings) -> Iterator[Engine]:
    made = database.connect(own_settings, "postgres")
    yield made
    made.dispose()


def ranked_campaign(engine: Engine, admin: Engine, **given: Any) -> int:
    """A campaign with twenty postings that differ in every factor."""
    number = campaign(admin, skills=["Python", "SQL", "dbt"], seniority=["senior"], min_salary=100_000, **given)
    for n in range(20):
        posting(
            admin, f"job {n:02}", number, job_title=["Data Engineer", "Data Clerk", "Cook"][n % 3],
            skills=["Python", "SQL", "dbt"][: n % 4], seniority_level=["senior", "lead", "junior", None][n % 4],
            yearly_max_salary=80_000 + 2_500 * n, salary_currency="CAD", posted_date=date(2026, 3, 12 - n % 11),
        )  # fmt: skip
    job_ranker.rank_jobs(engine, run=RUN)
    return number


def test_it_works(own_engine: Engine, admin: Engine) -> None:
    number = ranked_campaign(own_engine, admin)
    with own_engine.connect() as conn:
        page = what_if(conn, campaign_id=number, weights=OTHER, limit=5, offset=5)
        whole = what_if(conn, campaign_id=number, weights=OTHER, limit=100)
    assert [row.position for row in page] == [6, 7, 8, 9, 10]
    assert page == whole[5:10]
    assert sorted(row.position_now for row in whole) == list(range(1, 21))
    # What was promised is what happens: the new scores, and from those the way back.
    before = {key: row.rank_score for (_, key), row in rankings(own_engine).items()}
    with admin.begin() as conn:
        conn.execute(
            text("update marts.job_campaigns set ranking_weights = cast(:w as jsonb)"), {"w": json.dumps(OTHER)}
        )
    job_ranker.rank_jobs(own_engine, run=RUN)
    after = {key: row.rank_score for (_, key), row in rankings(own_engine).items()}
    assert all(abs(row.score - after[row.job_posting_key]) <= Decimal("0.1") for row in whole)
    assert {row.job_posting_key: row.score_now for row in whole} == before
    with own_engine.connect() as conn:
        back = what_if(conn, campaign_id=number, weights=default_weights() | {"location": 0, "recency": 20}, limit=100)
    assert len(back) == 20
    with own_engine.connect() as conn, pytest.raises(ConfigurationError, match="sum to"):
        what_if(conn, campaign_id=number, weights=OTHER | {"title": 3})


def test_the_backtest_says_whether_decisions_would_have_ranked_better(own_engine: Engine, admin: Engine) -> None:
    number = ranked_campaign(own_engine, admin)
    skilful = dict.fromkeys(default_weights(), 0) | {"skills": 100}
    with own_engine.connect() as conn:
        assert "Too few decisions: 0" in backtest(conn, campaign_id=number, weights=skilful).verdict()
    # This person applies for what asks for all three skills, and rejects the rest.
    with admin.begin() as conn:
        conn.execute(
            text("""
                insert into marts.user_job_status (user_id, job_posting_key, status)
                select
                    user_id, job_posting_key,
                    case when cardinality(fact_jobs.skills) = 3 then 'applied' else 'rejected' end
                from marts.job_campaigns cross join marts.fact_jobs
            """)
        )
    with own_engine.connect() as conn:
        found = backtest(conn, campaign_id=number, weights=skilful)
    assert (found.decisions, found.wanted, found.is_enough, found.ndcg) == (20, 5, True, 1.0)
    assert found.ndcg_now is not None
    assert found.ndcg_now < 1
    assert found.mean_rank == 3.0
    assert found.verdict().startswith("Your decisions would have ranked better")


def test_the_best_order_has_the_highest_gain() -> None:
    assert ndcg([3, 1, 0]) == 1
    assert ndcg([0, 0]) is None
    assert (ndcg([0, 1, 3]) or 1) < (ndcg([1, 3, 0]) or 0) < 1


def test_orphans_are_reported_audited_and_deleted_once(
    own_engine: Engine, own_settings: Settings, admin: Engine
) -> None:
    number = campaign(admin)
    for job_id in ("gone", "kept"):
        posting(admin, job_id, number)
    job_ranker.rank_jobs(own_engine, run=RUN)
    with admin.begin() as conn:
        conn.execute(text("delete from marts.fact_jobs where jsearch_job_id = 'gone'"))
        conn.execute(
            text("""
                insert into marts.dim_ranking
                    (campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id)
                select 999, job_posting_key, jsearch_job_id, 5, '{}', 'x' from marts.fact_jobs
            """)
        )
    with own_engine.connect() as conn:
        groups = [(g.campaign_id, g.in_staging, g.cause, g.orphans) for g in orphans.analyse(conn)]
    assert groups == [
        (number, False, "in no table: the posting was deleted or never fetched", 1),
        (999, False, "the campaign was deleted", 1),
    ]
    # Two at once: what one deletes, the other does not find.
    with ThreadPoolExecutor(2) as pool:
        both = list(pool.map(lambda _: orphans.clean_up(own_engine), range(2)))
    assert sorted((done.removed, done.left) for done in both) == [(0, 0), (2, 0)]
    assert {row.jsearch_job_id for row in rankings(own_engine).values()} == {"kept"}
    with own_engine.connect() as conn:
        audit = conn.execute(
            text("select reason, deleted_row ->> 'jsearch_job_id' from marts.dim_ranking_cleanup_audit")
        )
        assert set(map(tuple, audit)) == {("posting is not in fact_jobs", "gone"), ("campaign is deleted", "kept")}
    metrics = stages.cleanup_orphaned_rankings(own_settings, RUN)
    assert (metrics.outcome, metrics.details["found"], metrics.details["left"]) == ("ok", 0, 0)


def test_what_no_ranking_saw_is_ranked_after_the_clean_up(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    posting(admin, "a", number)
    job_ranker.rank_jobs(own_engine, run=RUN)
    with admin.begin() as conn:
        conn.execute(text("delete from marts.dim_ranking"))
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 0
    assert orphans.clean_up(own_engine).unranked == 1
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 1
