"""The ranker on the real database: scores, reasons, what is written again, what is hidden, and what is never ranked."""

# A case is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import dbt_rows
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError

from services.ranker import job_ranker, orphans
from services.ranker.campaign_ranking import CampaignRanking
from services.ranker.weights import default_weights, ranking_config
from services.shared import database
from services.shared.ranking_explanation import explanation_sentence
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
    values = {"query": "data engineer", "location": "Toronto, ON", "country": "ca", "currency": "CAD"} | given
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
        "remote_work_type": None, "skills": [], "skill_details": "[]", **TORONTO, **given,
    }  # fmt: skip
    with admin.begin() as conn:
        dbt_rows.insert(conn, "fact_jobs", [row])  # dwh_load_timestamp is the moment of the transaction
        pairs = [{"campaign_id": number, "job_posting_key": key, "jsearch_job_id": job_id} for number in campaign_ids]
        dbt_rows.insert(conn, "bridge_campaign_jobs", pairs)
    return key


def rankings(engine: Engine) -> dict[tuple[int, uuid.UUID], Any]:
    with engine.connect() as conn:
        rows = conn.execute(text("select * from marts.dim_ranking")).all()
    return {(row.campaign_id, row.job_posting_key): row for row in rows}


def points(row: Any) -> dict[str, Decimal]:
    return {name: Decimal(str(value)) for name, value in row.rank_explain["points"].items()}


def test_it_works(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin, skills=["Python", "SQL"])
    key = posting(admin, "a", number, skills=["Python", "dbt"])
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert result.by_campaign == {number: CampaignRanking(ranked=1)}
    row = rankings(own_engine)[number, key]
    assert (
        explanation_sentence(
            row.rank_explain, {"job_city": "Toronto", "posted_date": date(2026, 3, 10)}, today=NOW.date()
        )
        == "Title fits: data, engineer. Mentions 1 of your 2 skills: Python. In Toronto. Posted 2 days ago."
    )
    assert points(row) == {
        "location": 15, "salary": Decimal("7.5"), "skills": Decimal("7.5"), "title": 15, "company_size": 5, "seniority": 5,
        "remote_type": 5, "employment_type": Decimal("2.5"), "recency": 4,
    }  # fmt: skip
    assert row.rank_score == Decimal("66.50")
    assert row.rank_explain["rules_version"] == ranking_config()["version"]
    assert (row.jsearch_job_id, row.ranked_at, row.ranked_date, row.dwh_run_id) == ("a", NOW, NOW.date(), "test")


WEIGHTS = {"location": 0, "salary": 33.33, "skills": 0.01, "title": 33.33, "company_size": 0, "seniority": 11.11,
           "remote_type": 11.11, "employment_type": 11.11, "recency": 0}  # fmt: skip


def test_the_score_is_the_sum_of_its_points(own_engine: Engine, admin: Engine) -> None:
    numbers = [
        campaign(
            admin, query="senior python data engineer or analyst", skills=["Python", "SQL", "dbt"], min_salary=90000
        ),
        campaign(admin, ranking_weights=json.dumps(WEIGHTS), seniority=["lead"], min_salary=91234),
    ]
    for age in range(12):
        posting(
            admin, f"job {age}", *numbers,
            job_title=["Data Analyst", "Python Data Engineers", "Cook"][age % 3], posted_date=date(2026, 3, 12 - age),
            skills=["Python"], yearly_max_salary=70000 + 3000 * age, salary_currency="CAD", seniority_level="senior",
            **(TORONTO if age % 2 else NOWHERE),
        )  # fmt: skip
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 24
    for row in rankings(own_engine).values():
        assert row.rank_score == sum(points(row).values())
        assert set(row.rank_explain["points"]) == set(default_weights())
    light = {number: row.rank_explain.get("fits", {}).keys() for (number, _), row in rankings(own_engine).items()}
    assert light == {numbers[0]: set(), numbers[1]: {"location", "skills", "company_size", "recency"}}


TITLES = [
    ("data engineer", "Engineering Lead, Data", "2 of 2: data, engineer"),
    ("data engineer", "Data Entry Clerk", "1 of 2: data"),
    ("python developers in toronto", "Sr. Python Dev", "2 of 2: python, developers"),
    ("senior swe", "Sr. SWE (Backend)", "3 of 3: senior, software, engineer"),
    ("ml engineer", "Machine Learning Eng", "3 of 3: machine, learning, engineer"),
    ("machine learning engineer", "AI/ML Engineer", "3 of 3: machine, learning, engineer"),
    ("c++ developer", "Developer (C)", "1 of 2: developer"),
    ("c++ developer", "C++ Developer", "2 of 2: c++, developer"),
    ("java", "JavaScript Developer", "0 of 1"),
    ("jobs in toronto", "Cook", None),
]


PLACES = [
    ("Toronto, ON", "ca", TORONTO, None, "there", 1),
    ("Toronto, Ontario, Canada", "ca", TORONTO, None, "there", 1),
    ("Toronto, ON", "ca", {**TORONTO, "job_city": "Ottawa", "job_location": "Ottawa, ON"}, None, "region", 0.6),
    ("Toronto", "ca", {"job_city": "Calgary", "job_state": "Alberta", "job_country": "ca", "job_location": "Calgary, AB"}, None, "elsewhere", 0.25),
    ("Toronto", "ca", {"job_city": "Toronto", "job_state": "Ohio", "job_country": "us", "job_location": "Toronto, OH"}, None, "abroad", 0),
    ("Montreal", "ca", {"job_city": "Montréal", "job_state": "Québec", "job_country": "ca", "job_location": "Montréal, QC"}, None, "there", 1),
    ("Bengaluru", "in", {"job_city": "Bangalore", "job_state": "Karnataka", "job_country": "in", "job_location": "Bangalore"}, None, "there", 1),
    ("Texas", "us", {"job_city": "Austin", "job_state": "Texas", "job_country": "us", "job_location": "Austin, TX"}, None, "there", 1),
    ("New York, NY", "us", {"job_city": "Buffalo", "job_state": "New York", "job_country": "us", "job_location": "Buffalo, NY"}, None, "region", 0.6),
    ("Springfield, Illinois", "us", {"job_city": "Springfield", "job_state": "Missouri", "job_country": "us", "job_location": "Springfield, MO"}, None, "elsewhere", 0.25),
    ("Paris or Lyon", "fr", {"job_city": "Lyon", "job_state": None, "job_country": "fr", "job_location": "Lyon"}, None, "there", 1),
    ("Canada", "ca", TORONTO, None, "country", 1),
    (None, "ca", TORONTO, None, "country", 1),
    ("Anywhere", "ca", TORONTO, None, "country", 1),
    ("Toronto, ON", "ca", NOWHERE, None, "unknown", 0.5),
    ("Toronto, ON", "ca", {**NOWHERE, "job_country": "ca", "job_location": "Canada"}, None, "unknown", 0.5),
    ("Toronto, ON", "ca", {**NOWHERE, "job_location": "Anywhere"}, None, "remote", 0.9),
    ("Remote", "ca", {**NOWHERE, "job_location": "Anywhere"}, "remote", "remote wanted", 1),
    ("Remote, Canada", "ca", {**TORONTO, "job_city": "Calgary"}, "remote", "remote wanted", 1),
    ("Toronto, ON", "ca", {"job_city": "Austin", "job_state": "Texas", "job_country": "us", "job_location": "Austin, TX"}, "remote", "remote abroad", 0.3),
]  # fmt: skip


def test_titles_and_places(own_engine: Engine, admin: Engine) -> None:
    titles, places = {}, {}
    for index, (query, title, matched) in enumerate(TITLES):
        number = campaign(admin, query=query)
        titles[number, posting(admin, f"title {index}", number, job_title=title)] = matched
    for index, (location, country, place, remote, fact, fit) in enumerate(PLACES):
        number = campaign(admin, location=location, country=country)
        places[number, posting(admin, f"place {index}", number, remote_work_type=remote, **place)] = (fact, 15 * fit)
    job_ranker.rank_jobs(own_engine, run=RUN)
    found = rankings(own_engine)
    assert {pair: found[pair].rank_explain["facts"].get("title") for pair in titles} == titles
    assert {
        pair: (found[pair].rank_explain["facts"]["location"], found[pair].rank_explain["points"]["location"])
        for pair in places
    } == places


def test_distance_counts_from_the_middle_of_the_place(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin, location="Toronto")
    at = {"job_latitude": 43.65, "job_longitude": -79.38}
    city = posting(admin, "city", number, **at)
    near = posting(admin, "near", number, job_city="Mississauga", job_location="Mississauga", job_state=None, job_country="ca",
                   job_latitude=43.59, job_longitude=-79.64)  # fmt: skip
    job_ranker.rank_jobs(own_engine, run=RUN)
    facts = {key: row.rank_explain["facts"]["location"] for (_, key), row in rankings(own_engine).items()}
    assert facts == {city: "there, 5 km", near: "near, 25 km"}
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 0


def test_only_changed_pairs_are_written(own_engine: Engine, admin: Engine) -> None:
    number, other = campaign(admin), campaign(admin, query="cook")
    posting(admin, "young", number, other)
    posting(admin, "old", number, posted_date=date(2025, 1, 1))
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 3
    again = job_ranker.rank_jobs(own_engine, run=replace(RUN, run_id="again"))
    assert (again.ranked, again.unchanged) == (0, 3)
    assert job_ranker.rank_jobs(own_engine, run=RUN, everything=True).ranked == 0
    # Two days old until today, four days old the day after tomorrow: only then recency falls.
    for day, ranked in ((13, 0), (14, 2)):
        moment = replace(RUN, run_id=f"day {day}", now=datetime(2026, 3, day, 11, tzinfo=UTC))
        assert job_ranker.rank_jobs(own_engine, run=moment).ranked == ranked
    runs = {(pair[0], row.jsearch_job_id): row.dwh_run_id for pair, row in rankings(own_engine).items()}
    assert runs == {(number, "young"): "day 14", (other, "young"): "day 14", (number, "old"): "test"}
    later = replace(RUN, run_id="later", now=datetime(2026, 3, 14, 12, tzinfo=UTC))
    with admin.begin() as conn:
        conn.execute(
            text("update marts.job_campaigns set query = 'chef, data' where campaign_id = :number"), {"number": other}
        )
    assert {n: part.ranked for n, part in job_ranker.rank_jobs(own_engine, run=later).by_campaign.items()} == {
        number: 0,
        other: 1,
    }
    # A posting that changed, and one that is new, without any other being scored.
    with admin.begin() as conn:
        conn.execute(
            text(
                "update marts.fact_jobs set job_title = 'Chef', dwh_load_timestamp = now() where jsearch_job_id = 'young'"
            )
        )
    posting(admin, "new", other)
    assert {n: part.ranked for n, part in job_ranker.rank_jobs(own_engine, run=later).by_campaign.items()} == {
        number: 1,
        other: 2,
    }
    titles = {
        (n, row.jsearch_job_id): row.rank_explain["facts"]["title"] for (n, _), row in rankings(own_engine).items()
    }
    assert titles == {
        (number, "young"): "0 of 2",
        (number, "old"): "2 of 2: data, engineer",
        (other, "young"): "1 of 2: chef",
        (other, "new"): "1 of 2: data",
    }


def test_a_posting_that_left_fact_jobs_or_its_campaign_is_not_ranked_again(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    for job_id in ("gone", "lost", "kept"):
        posting(admin, job_id, number)
    job_ranker.rank_jobs(own_engine, run=RUN)
    with admin.begin() as conn:
        conn.execute(text("delete from marts.fact_jobs where jsearch_job_id = 'gone'"))
        conn.execute(text("delete from marts.bridge_campaign_jobs where jsearch_job_id in ('gone', 'lost')"))
    # What has no posting any more is an orphan, and the clean-up's to audit; what is no longer found it sees as well, and
    # the next ranking removes it.
    cleanup = orphans.clean_up(own_engine)
    assert (cleanup.removed, cleanup.unranked) == (1, 1)
    assert {row.jsearch_job_id for row in rankings(own_engine).values()} == {"kept", "lost"}
    assert job_ranker.rank_jobs(own_engine, run=RUN).removed == 1
    assert {row.jsearch_job_id for row in rankings(own_engine).values()} == {"kept"}
    assert orphans.clean_up(own_engine).unranked == 0


def test_a_ranking_without_a_clean_up_before_it_leaves_out_what_left_fact_jobs(
    own_engine: Engine, admin: Engine
) -> None:
    number = campaign(admin)
    for job_id in ("gone", "kept"):
        posting(admin, job_id, number)
    job_ranker.rank_jobs(own_engine, run=RUN)
    with admin.begin() as conn:
        conn.execute(text("delete from marts.fact_jobs where jsearch_job_id = 'gone'"))
        conn.execute(text("update marts.job_campaigns set query = 'chef'"))
    later = replace(RUN, run_id="later")
    assert job_ranker.rank_jobs(own_engine, run=later).ranked == 1
    assert {row.jsearch_job_id: row.dwh_run_id for row in rankings(own_engine).values()} == {
        "gone": "test",
        "kept": "later",
    }


def test_a_posting_older_than_what_is_known_is_ranked_after_the_clean_up(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin)
    posting(admin, "young", number)
    job_ranker.rank_jobs(own_engine, run=RUN)
    posting(admin, "late", number)
    with admin.begin() as conn:
        for table in ("fact_jobs", "bridge_campaign_jobs"):
            conn.execute(
                text(f"update marts.{table} set dwh_load_timestamp = '2020-01-01' where jsearch_job_id = 'late'")
            )
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 0
    orphans.clean_up(own_engine)
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 1


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
            for job_id, day in (("here", 11), ("missing", 11), ("missing", 12))
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
    assert job_ranker.rank_jobs(own_engine, run=RUN).ranked == 0


def test_no_campaign_says_so(own_engine: Engine, capsys: pytest.CaptureFixture[str]) -> None:
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert (result.ranked, result.by_campaign) == (0, {})
    assert "no campaign is active" in "".join(capsys.readouterr())


def test_weights_of_other_factors_give_way_to_the_defaults(own_engine: Engine, admin: Engine) -> None:
    old = campaign(admin, ranking_weights='{"title": 50, "location": 30, "recency": 20}')
    own = campaign(admin, ranking_weights=json.dumps(dict.fromkeys(default_weights(), 0) | {"title": 100}))
    key = posting(admin, "a", old, own)
    job_ranker.rank_jobs(own_engine, run=RUN)
    found = rankings(own_engine)
    assert found[old, key].rank_explain["weights_version"].startswith("default ")
    assert (found[own, key].rank_explain["weights_version"][:8], found[own, key].rank_score) == (
        "campaign",
        Decimal(100),
    )
    with admin.begin() as conn, pytest.raises(IntegrityError, match="job_campaigns_weights"):
        conn.execute(text("""update marts.job_campaigns set ranking_weights = '{"title": 99}'"""))


GATES = {
    "excluded_seniority": (["intern"], {"seniority_level": "intern"}, "seniority", "intern level, which you excluded"),
    "pay_floor": (
        90_000, {"yearly_max_salary": 80_000, "salary_currency": "CAD"}, "pay_floor",
        "pays at most 80,000 CAD, your floor is 90,000 CAD",
    ),
    "blocked_employers": (["ACME Inc."], {"employer_name": "Acme"}, "employer", "by ACME Inc., which you blocked"),
    "blocked_words": (["c++", "on call"], {"job_description": "You are on  call."}, "word", "says “on  call”, which you blocked"),
    "remote_only": (True, {"remote_work_type": "hybrid"}, "remote_only", "hybrid, and you want remote work only"),
}  # fmt: skip


def test_gates_hide_what_is_known_to_be_unwanted(own_engine: Engine, admin: Engine) -> None:
    wanted, ranked = set(), set()
    for name, (value, facts, gate, why) in GATES.items():
        number = campaign(admin, **{name: value})
        wanted.add((number, posting(admin, f"{name} bad", number, **facts), gate, why))
        ranked.add((number, posting(admin, f"{name} unknown", number, job_description="C and calls")))
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert (result.gated, result.ranked) == (5, 5)
    assert set(rankings(own_engine)) == ranked
    with own_engine.connect() as conn:
        rows = conn.execute(text("select campaign_id, job_posting_key, gate, why from marts.gated_jobs")).all()
    assert set(map(tuple, rows)) == wanted
    # A gate that is lifted shows the posting again; one that is set takes its score away.
    with admin.begin() as conn:
        conn.execute(text("update marts.job_campaigns set remote_only = not remote_only"))
        conn.execute(text("update marts.fact_jobs set remote_work_type = 'onsite', dwh_load_timestamp = now()"))
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert (result.ranked, result.removed, result.gated) == (2, 4, 8)
    assert {number for number, _ in rankings(own_engine)} == {max(number for number, _ in ranked)}


def test_a_campaign_that_competes_ranks_what_others_found_and_fits(own_engine: Engine, admin: Engine) -> None:
    finder, other = campaign(admin), campaign(admin, competes=True, query="data analyst")
    fits = posting(admin, "fits", finder, job_title="Data Analyst")
    posting(admin, "another trade", finder, job_title="Cook")
    posting(
        admin, "far", finder, job_title="Data Analyst", job_city="Calgary", job_state="Alberta", job_location="Calgary"
    )
    job_ranker.rank_jobs(own_engine, run=RUN)
    mine = {key: row for (number, key), row in rankings(own_engine).items() if number == other}
    assert set(mine) == {fits}
    assert mine[fits].rank_explain["competes"] is True
    with admin.begin() as conn:
        conn.execute(text("update marts.job_campaigns set competes = false"))
    assert job_ranker.rank_jobs(own_engine, run=RUN).by_campaign[other].removed == 1


def test_pay_in_another_currency_is_compared_at_the_rate_of_its_day(own_engine: Engine, admin: Engine) -> None:
    number = campaign(admin, min_salary=100_000)
    with admin.begin() as conn:
        rates = [("CAD", 3, 1.5), ("USD", 3, 1.0), ("USD", 10, 1.5)]
        conn.execute(
            text("insert into marts.exchange_rates (currency, rate_date, per_euro) values (:currency, :day, :rate)"),
            [{"currency": c, "day": date(2026, 3, day), "rate": rate} for c, day, rate in rates],
        )
    pay = {"yearly_max_salary": 80_000, "salary_currency": "USD"}
    keys = [
        posting(admin, "before", number, posted_date=date(2026, 3, 10), **pay),
        posting(admin, "after", number, posted_date=date(2026, 3, 11), **pay),
        posting(admin, "no rate", number, yearly_max_salary=80_000, salary_currency="AED"),
        posting(admin, "nothing said", number),
    ]
    job_ranker.rank_jobs(own_engine, run=RUN)
    found = rankings(own_engine)
    assert [found[number, key].rank_explain["facts"]["salary"] for key in keys] == [
        "100 % of 100000 CAD", "80 % of 100000 CAD", "no rate", "unknown",
    ]  # fmt: skip


def test_an_employer_is_blocked_by_the_name_that_the_list_shows(own_engine: Engine, admin: Engine) -> None:
    company = {"company_key": uuid.uuid4(), "company_name": "Wavestone"}
    with admin.begin() as conn:
        dbt_rows.insert(conn, "dim_companies", [company])
    number, other = campaign(admin, blocked_employers=["wavestone ltd"]), campaign(admin, blocked_employers=["Acme"])
    facts = {"employer_name": "Wavestone North America", "company_key": company["company_key"]}
    posting(admin, "theirs", number, other, **facts)
    posting(admin, "another", number, other, employer_name="Wavestone Café")
    result = job_ranker.rank_jobs(own_engine, run=RUN)
    assert (result.gated, result.ranked) == (1, 3)
    with own_engine.connect() as conn:
        row = conn.execute(text("select campaign_id, jsearch_job_id, gate, why from marts.gated_jobs")).one()
    assert tuple(row) == (number, "theirs", "employer", "by wavestone ltd, which you blocked")
