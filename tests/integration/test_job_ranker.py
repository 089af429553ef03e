"""The ranking statement on the real database: scores, reasons, what is written again, and what is never ranked."""

# A case is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import dbt_rows
import pytest
from sqlalchemy import Engine, text

from services.ranker import job_ranker
from services.ranker.job_ranker import CampaignRanking
from services.shared import database
from services.shared.run_context import RunContext
from services.shared.settings import Settings

NOW = datetime(2026, 3, 12, 11, tzinfo=UTC)
RUN = RunContext(run_id="test", now=NOW)


@pytest.fixture
def admin(own_settings: Settings) -> Iterator[Engine]:
    """The administrator of the test's own database, who may write what dbt owns."""
    made = database.connect(own_settings, "postgres")
    yield made
    made.dispose()


def campaign(admin: Engine, **given: Any) -> int:
    """A campaign of Ada's: data engineer in Toronto unless told otherwise; returns its id."""
    values = {"query": "data engineer", "location": "Toronto, ON", "country": "ca"} | given
    columns = ", ".join(values)
    with admin.begin() as conn:
        return conn.execute(
            text(
                f"""
                with ada as (
                    insert into marts.users (username, email) values (gen_random_uuid(), gen_random_uuid()) returning user_id
                )
                insert into marts.job_campaigns (user_id, campaign_name, email, {columns})
                select user_id, 'Ada''s', 'ada@example.org', {", ".join(f":{name}" for name in values)} from ada
                returning campaign_id
                """
            ),
            values,
        ).scalar_one()


def key_of(job_id: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_OID, job_id)


TORONTO = {"job_city": "Toronto", "job_state": "Ontario", "job_country": "ca", "job_location": "Toronto, ON"}
NOWHERE = {"job_city": None, "job_state": None, "job_country": None, "job_location": None}


def posting(admin: Engine, job_id: str, *campaign_ids: int, **given: Any) -> uuid.UUID:
    """A posting in fact_jobs that these campaigns found."""
    key = key_of(job_id)
    row = {
        "jsearch_job_id": job_id, "job_posting_key": key, "job_title": "Data Engineer", "posted_date": date(2026, 3, 10),
        "remote_work_type": None, "skills": [], **TORONTO, **given,
    }  # fmt: skip
    with admin.begin() as conn:
        dbt_rows.insert(conn, "fact_jobs", [row])
        pairs = [{"campaign_id": number, "job_posting_key": key, "jsearch_job_id": job_id} for number in campaign_ids]
        dbt_rows.insert(conn, "bridge_campaign_jobs", pairs)
    return key


def rankings(engine: Engine) -> dict[tuple[int, uuid.UUID], Any]:
    with engine.connect() as conn:
        rows = conn.execute(text("select * from marts.dim_ranking")).all()
    return {(row.campaign_id, row.job_posting_key): row for row in rows}


def factor(engine: Engine, name: str, campaign_id: int, key: uuid.UUID) -> tuple[float, str]:
    found = rankings(engine)[campaign_id, key].rank_explain["factors"][name]
    return found["fit"], found["why"]


def test_it_works(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    key = posting(admin, "a", number)
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert result.by_campaign == {number: CampaignRanking(ranked=1, unchanged=0, skipped=0)}
    row = rankings(own_engine)[number, key]
    assert row.rank_explain["sentence"] == (
        "title matches 2 of 2 words (data, engineer); in Toronto; posted 2 days ago"
    )
    # 50 for the title, 30 for the place, and 20 × 28/30 rounded to a fit of 0.933
    assert row.rank_score == Decimal("98.66")
    assert row.rank_explain["factors"]["recency"]["points"] == 18.66
    assert (row.jsearch_job_id, row.ranked_at, row.ranked_date, row.dwh_run_id) == ("a", NOW, NOW.date(), "test")


def test_the_score_is_the_sum_of_its_points(own_engine: Engine, admin: Engine) -> None:
    numbers = [
        campaign(admin, query="senior python data engineer or analyst", skills=["Python", "SQL", "dbt"]),
        campaign(admin, ranking_weights='{"title": 33.33, "location": 33.33, "recency": 33.34}'),
        campaign(admin, ranking_weights='{"title": 0, "location": 0, "recency": 100}'),
    ]
    for age in range(12):
        posting(
            admin, f"job {age}", *numbers,
            job_title=["Data Analyst", "Python Data Engineers", "Cook"][age % 3], posted_date=date(2026, 3, 12 - age),
            skills=["Python"], **(TORONTO if age % 2 else NOWHERE),
        )  # fmt: skip
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 36
    for row in rankings(own_engine).values():
        points = [Decimal(str(part["points"])) for part in row.rank_explain["factors"].values()]
        assert row.rank_score == sum(points)
        assert sum(Decimal(str(part["weight"])) for part in row.rank_explain["factors"].values()) == 100
        assert all(part["points"] <= part["weight"] for part in row.rank_explain["factors"].values())


@pytest.mark.parametrize(
    ("query", "title", "fit", "why"),
    [
        ("data engineer", "Engineering Lead, Data", 1, "title matches 2 of 2 words (data, engineer)"),
        ("data engineer", "Data Entry Clerk", 0.5, "title matches 1 of 2 words (data)"),
        ("python developers in toronto", "Sr. Python Dev", 1, "title matches 2 of 2 words (python, developers)"),
        ("c++ developer", "Developer (C)", 0.5, "title matches 1 of 2 words (developer)"),
        ("c++ developer", "C++ Developer", 1, "title matches 2 of 2 words (c++, developer)"),
        ("java", "JavaScript Developer", 0, "title matches 0 of 1 word"),
        ("jobs in toronto", "Cook", 0.5, "the query has no words to compare"),
    ],
)
def test_titles(own_engine: Engine, admin: Engine, query: str, title: str, fit: float, why: str) -> None:
    number = campaign(admin, query=query)
    key = posting(admin, "a", number, job_title=title)
    job_ranker.rank_jobs(own_engine, run=RUN)
    assert factor(own_engine, "title", number, key) == (fit, why)


def test_keywords_are_a_quarter_of_the_title(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin, skills=["SQL", "dbt", "Python", "Spark"])
    key = posting(admin, "a", number, job_title="Data Analyst", skills=["Python", "SQL"])
    job_ranker.rank_jobs(own_engine, run=RUN)
    assert factor(own_engine, "title", number, key) == (
        0.5, "title matches 1 of 2 words (data), asks for 2 of 4 keywords (sql, python)",
    )  # fmt: skip


PLACES = [
    ("Toronto, ON", "ca", TORONTO, None, 1, "in Toronto"),
    ("Toronto, Ontario, Canada", "ca", TORONTO, None, 1, "in Toronto"),
    ("Toronto, ON", "ca", {**TORONTO, "job_city": "Ottawa", "job_location": "Ottawa, ON"}, None, 0.6, "in Ottawa, the same region as Toronto"),
    ("Toronto", "ca", {"job_city": "Calgary", "job_state": "Alberta", "job_country": "ca", "job_location": "Calgary, AB"}, None, 0.25, "in Calgary, elsewhere in Canada"),
    ("Toronto", "ca", {"job_city": "Toronto", "job_state": "Ohio", "job_country": "us", "job_location": "Toronto, OH"}, None, 0, "in another country (US)"),
    ("Montreal", "ca", {"job_city": "Montréal", "job_state": "Québec", "job_country": "ca", "job_location": "Montréal, QC"}, None, 1, "in Montréal"),
    ("Bengaluru", "in", {"job_city": "Bangalore", "job_state": "Karnataka", "job_country": "in", "job_location": "Bangalore"}, None, 1, "in Bangalore"),
    ("Texas", "us", {"job_city": "Austin", "job_state": "Texas", "job_country": "us", "job_location": "Austin, TX"}, None, 1, "in Austin"),
    ("New York, NY", "us", {"job_city": "Buffalo", "job_state": "New York", "job_country": "us", "job_location": "Buffalo, NY"}, None, 0.6, "in Buffalo, the same region as New York"),
    ("Springfield, Illinois", "us", {"job_city": "Springfield", "job_state": "Missouri", "job_country": "us", "job_location": "Springfield, MO"}, None, 0.25, "in Springfield, elsewhere in the United States"),
    ("Paris or Lyon", "fr", {"job_city": "Lyon", "job_state": None, "job_country": "fr", "job_location": "Lyon"}, None, 1, "in Lyon"),
    ("Canada", "ca", TORONTO, None, 1, "in Canada"),
    (None, "ca", TORONTO, None, 1, "in Canada"),
    ("Toronto, ON", "ca", NOWHERE, None, 0.5, "place unknown (neutral)"),
    ("Toronto, ON", "ca", {**NOWHERE, "job_country": "ca", "job_location": "Canada"}, None, 0.5, "place unknown (neutral)"),
    ("Toronto, ON", "ca", {**NOWHERE, "job_location": "Anywhere"}, None, 0.9, "remote, can be done from Toronto"),
    ("Remote", "ca", {**NOWHERE, "job_location": "Anywhere"}, "remote", 1, "remote, as you want it"),
    ("Remote, Canada", "ca", {**TORONTO, "job_city": "Calgary"}, "remote", 1, "remote, as you want it"),
    ("Toronto, ON", "ca", {"job_city": "Austin", "job_state": "Texas", "job_country": "us", "job_location": "Austin, TX"}, "remote", 0.3, "remote, but in another country (US)"),
]  # fmt: skip


def test_places(own_engine: Engine, admin: Engine) -> None:
    wanted = {}
    for index, (location, country, place, remote, fit, why) in enumerate(PLACES):
        number = campaign(admin, location=location, country=country)
        key = posting(admin, f"job {index}", number, remote_work_type=remote, **place)
        wanted[number, key] = (fit, why)
    job_ranker.rank_jobs(own_engine, run=RUN)
    assert {pair: factor(own_engine, "location", *pair) for pair in wanted} == wanted


def test_recency_falls_with_age_and_an_unknown_date_is_neutral(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    dates = [
        date(2026, 3, 13),
        date(2026, 3, 12),
        date(2026, 3, 11),
        date(2026, 2, 25),
        date(2026, 2, 10),
        date(2024, 1, 1),
        None,
    ]
    keys = [posting(admin, f"job {index}", number, posted_date=day) for index, day in enumerate(dates)]
    job_ranker.rank_jobs(own_engine, run=RUN)
    assert [factor(own_engine, "recency", number, key) for key in keys] == [
        (1, "posted today"), (1, "posted today"), (0.967, "posted yesterday"), (0.5, "posted 15 days ago"),
        (0, "posted 30 days ago"), (0, "posted more than 30 days ago"), (0.5, "posting date unknown (neutral)"),
    ]  # fmt: skip


def test_only_changed_pairs_are_written(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    posting(admin, "young", number)
    posting(admin, "old", number, posted_date=date(2025, 1, 1))
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 2
    again = job_ranker.rank_jobs(own_engine, run=replace(RUN, run_id="again"))
    assert (again.ranked, again.unchanged) == (0, 2)
    # The next day only the posting whose age still counts has another explanation.
    tomorrow = replace(RUN, run_id="tomorrow", now=datetime(2026, 3, 13, 11, tzinfo=UTC))
    result = job_ranker.rank_jobs(own_engine, run=tomorrow)
    assert (result.ranked, result.unchanged) == (1, 1)
    assert {row.jsearch_job_id: row.dwh_run_id for row in rankings(own_engine).values()} == {
        "young": "tomorrow",
        "old": "test",
    }


def test_orphans_are_removed_and_kept_in_the_audit(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    gone, lost, kept = (posting(admin, job_id, number) for job_id in ("gone", "lost", "kept"))
    job_ranker.rank_jobs(own_engine, run=RUN)
    with admin.begin() as conn:
        conn.execute(text("delete from marts.fact_jobs where jsearch_job_id = 'gone'"))
        conn.execute(text("delete from marts.bridge_campaign_jobs where jsearch_job_id = 'lost'"))
    assert job_ranker.rank_jobs(own_engine, run=RUN).removed == 2
    assert set(rankings(own_engine)) == {(number, kept)}
    with own_engine.connect() as conn:
        audit = conn.execute(text("select reason, deleted_row from marts.dim_ranking_cleanup_audit")).all()
    assert {(row.reason, row.deleted_row["job_posting_key"]) for row in audit} == {
        ("posting is not in fact_jobs", str(gone)), ("campaign no longer has the posting", str(lost)),
    }  # fmt: skip
    assert job_ranker.rank_jobs(own_engine, run=RUN).removed == 0


def test_a_found_posting_that_is_not_in_fact_jobs_is_skipped_and_counted(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    posting(admin, "here", number)
    with admin.begin() as conn:
        found = [
            {
                "campaign_id": number,
                "jsearch_job_id": job_id,
                "found_date": date(2026, 3, day),
                "position": 1,
                "search_key": "k",
            }
            for job_id, day in (("here", 1), ("missing", 1), ("missing", 2))
        ]
        dbt_rows.insert(conn, "jsearch_search_results", found, schema="raw")
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert result.by_campaign[number] == CampaignRanking(ranked=1, unchanged=0, skipped=1)
    assert len(rankings(own_engine)) == 1


def test_one_campaign_is_ranked_alone_and_inactive_ones_only_when_asked_for(own_engine: Engine, admin: Engine) -> None:
    active, paused = campaign(admin), campaign(admin, is_active=False)
    posting(admin, "a", active, paused)
    assert set(job_ranker.rank_jobs(own_engine, run=RUN).by_campaign) == {active}
    assert set(job_ranker.rank_jobs(own_engine, run=replace(RUN, campaign_id=paused)).by_campaign) == {paused}


def test_no_campaign_says_so(own_engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert (result.ranked, result.by_campaign) == (0, {})
    assert "no campaign is active" in "".join(capsys.readouterr())


def test_weights_that_do_not_sum_to_100_give_way_to_the_defaults(own_engine: Engine, admin: Engine) -> None:
    wrong, right = (
        campaign(admin, ranking_weights=weights)
        for weights in ('{"title": 100, "location": 1, "recency": 0}', '{"title": 100, "location": 0, "recency": 0}')
    )
    key = posting(admin, "a", wrong, right)
    job_ranker.rank_jobs(own_engine, run=RUN)
    found = rankings(own_engine)
    assert (found[wrong, key].rank_explain["weights"], found[wrong, key].rank_score) == ("default", Decimal("98.66"))
    assert (found[right, key].rank_explain["weights"], found[right, key].rank_score) == ("campaign", Decimal("100"))
