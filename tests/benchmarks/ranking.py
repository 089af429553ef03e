"""Ranking against a bare insert of the same rows, the morning after, growth, and the answer to "what if"."""

from __future__ import annotations

import resource
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine, text

from services.ranker import job_ranker
from services.ranker.other_weights import what_if
from services.ranker.weights import default_weights
from services.shared.database import connect
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "ranking.sql")
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
CAMPAIGNS = 10
CHANGED = 0.01
ROUNDS = 3

_WISHES = [
    ("data engineer", "Toronto, ON", "ca", ["Python", "SQL", "dbt", "Airflow"], 100_000, "CAD", ["remote"], ["senior"]),
    ("senior software developer", "Montreal", "ca", ["Java", "AWS", "Docker"], 90_000, "CAD", [], ["senior", "lead"]),
    ("machine learning engineer", "Remote", "us", ["Python", "Spark"], 150_000, "USD", ["remote"], []),
    ("product manager", "New York, NY", "us", ["Leadership"], 120_000, "USD", ["hybrid", "onsite"], ["manager"]),
    ("platform engineer", "London", "gb", ["Linux", "Go", "Kafka", "Git", "AWS"], 60_000, "GBP", ["hybrid"], ["mid"]),
]


@dataclass(frozen=True, slots=True)
class Times:
    """Seconds: from nothing, all pairs scored, the bare insert, one percent of postings changed, the next morning."""

    pairs: int
    first: float
    full: float
    bare: float
    changed: float
    changed_pairs: int
    morning: float
    morning_pairs: int
    peak_mb: float


def timed(work: Callable[[], object]) -> float:
    """Seconds that the work took."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def add_postings(admin: Engine, first: int, last: int, *, loaded: datetime) -> None:
    """Postings number `first` to `last`, found by every campaign, as dbt would have written them at that moment."""
    with admin.begin() as conn:
        given = {"today": NOW.date(), "loaded": loaded}
        conn.execute(SQL["postings"], given | {"first": first, "last": last})
        conn.execute(SQL["findings"], given)


def prepare(admin: Engine, postings: int) -> None:
    """Campaigns, companies and postings."""
    loaded = NOW - timedelta(hours=1)
    with admin.begin() as conn:
        conn.execute(text("delete from marts.users"))
        conn.execute(
            text("truncate marts.fact_jobs, marts.bridge_campaign_jobs, marts.dim_companies, marts.dim_ranking")
        )
        conn.execute(text("truncate staging.ranking_features, staging.ranking_generations, staging.ranking_state"))
        user_id = conn.execute(
            text("insert into marts.users (username, email) values ('bench', 'bench@example.org') returning user_id")
        ).scalar_one()
        names = ("query", "location", "country", "skills", "min_salary", "currency", "remote", "seniority")
        for number in range(CAMPAIGNS):
            conn.execute(
                SQL["campaign"], dict(zip(names, _WISHES[number % len(_WISHES)], strict=True)) | {"user_id": user_id}
            )
        conn.execute(SQL["companies"], {"loaded": loaded})
    add_postings(admin, 1, postings, loaded=loaded)
    _settle(admin)


def _settle(admin: Engine) -> None:
    """What autovacuum and the checkpointer do in the pauses of a day."""
    with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        for table in ("marts.fact_jobs", "marts.bridge_campaign_jobs", "staging.ranking_features", "marts.dim_ranking"):
            conn.execute(text(f"vacuum analyze {table}"))
        conn.execute(text("checkpoint"))


def _rank(engine: Engine, *, days: int = 0, everything: bool = False) -> int:
    run = RunContext(run_id=f"bench {days}", now=NOW + timedelta(days=days))
    return job_ranker.rank_jobs(engine, run=run, everything=everything).ranked


def _forget_scores(admin: Engine) -> None:
    with admin.begin() as conn:
        conn.execute(text("truncate marts.dim_ranking"))
    _settle(admin)


def measure(settings: Settings, postings: int, *, rounds: int = ROUNDS) -> Times:
    """Everything about this many postings for every campaign."""
    engine, admin = connect(settings), connect(settings, "postgres")
    prepare(admin, postings)
    first = timed(lambda: _rank(engine))
    with admin.begin() as conn:
        conn.execute(text("drop table if exists ready, bare"))
        conn.execute(
            text("create table ready as select * from marts.dim_ranking order by campaign_id, job_posting_key")
        )
        conn.execute(text("create table bare (like marts.dim_ranking including defaults including constraints)"))
        conn.execute(text("alter table bare add primary key (campaign_id, job_posting_key)"))
    ratios = []
    for _ in range(rounds):
        with admin.begin() as conn:
            conn.execute(text("truncate bare"))
        _settle(admin)
        with admin.begin() as conn:
            bare = timed(lambda conn=conn: conn.execute(text("insert into bare select * from ready")))
        _forget_scores(admin)
        full = timed(lambda: _rank(engine, everything=True))
        ratios.append((bare / full, bare, full))
    _, bare, full = sorted(ratios)[rounds // 2]
    some = max(1, int(postings * CHANGED))
    dailies = []
    for number in range(rounds):
        _settle(admin)
        with admin.begin() as conn:
            given = {"loaded": NOW + timedelta(minutes=number), "some": some, "skip": some * number}
            conn.execute(SQL["change"], given)
        dailies.append(_timed_rank(engine))
    changed, changed_pairs = sorted(dailies)[rounds // 2]
    add_postings(admin, postings + 1, postings + some, loaded=NOW + timedelta(hours=20))
    morning, morning_pairs = _timed_rank(engine, days=1)
    engine.dispose()
    admin.dispose()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Times(postings * CAMPAIGNS, first, full, bare, changed, changed_pairs, morning, morning_pairs, peak)


def _timed_rank(engine: Engine, *, days: int = 0) -> tuple[float, int]:
    started = time.perf_counter()
    ranked = _rank(engine, days=days)
    return time.perf_counter() - started, ranked


def what_if_seconds(settings: Settings, postings: int) -> float:
    """Median time of the first page of one campaign's jobs in the order of other weights."""
    engine, admin = connect(settings), connect(settings, "postgres")
    prepare(admin, postings)
    _rank(engine)
    _settle(admin)
    weights = dict.fromkeys(default_weights(), 0.0) | {"skills": 40, "title": 30, "recency": 10, "salary": 20}
    times = []
    with engine.connect() as conn:
        campaign_id = conn.execute(text("select min(campaign_id) from marts.job_campaigns")).scalar_one()
        for _ in range(7):
            times.append(timed(lambda: what_if(conn, campaign_id=campaign_id, weights=weights)))
    engine.dispose()
    admin.dispose()
    return sorted(times)[3]
