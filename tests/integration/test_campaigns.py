"""Campaigns, their runs and their best jobs, in the real database."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from datetime import UTC, date, datetime

import pytest
from site_cast import DRAFT, Cast, job_key, load_jobs, make_campaign, make_cast, record_run, scratch_database
from sqlalchemy import Engine, text

from services.auth import accounts
from services.campaigns import campaigns, runs, score_history, trash
from services.campaigns.campaigns import Draft
from services.dashboard import dashboard
from services.jobs import listing, notes, posting, statuses
from services.jobs.filters import Filters
from services.jobs.listing import View
from services.orchestration import stages
from services.shared import database
from services.shared.settings import Settings


@pytest.fixture(scope="module")
def scratch(settings: Settings) -> Iterator[Settings]:
    with scratch_database(settings, f"{settings.postgres_db}_campaigns") as own:
        yield own


@pytest.fixture(scope="module")
def engine(scratch: Settings) -> Iterator[Engine]:
    made = database.connect(scratch)
    yield made
    made.dispose()


@pytest.fixture(scope="module")
def cast(engine: Engine) -> Cast:
    return make_cast(engine)


def draft_of(campaign: Draft) -> Draft:
    return Draft(**{field.name: getattr(campaign, field.name) for field in fields(Draft)})


def test_it_works(engine: Engine, cast: Cast) -> None:
    with engine.begin() as conn:
        made = campaigns.create(conn, user_id=cast.ada, draft=DRAFT)
        kept = campaigns.get(conn, user_id=cast.ada, campaign_id=made)
    assert kept is not None
    assert draft_of(kept) == DRAFT
    assert kept.is_active


def test_every_part_can_be_changed_and_nothing_else_moves(engine: Engine, cast: Cast) -> None:
    changed = Draft(
        campaign_name="Q", query="q", country="gb", date_window="all", email="b@example.org", location=None, skills=(),
        min_salary=None, max_salary=5, currency="GBP", remote_preference=(), seniority=("lead", "senior"),
        company_size_preference=("10001+",), employment_type_preference=("contract", "part_time"),
    )  # fmt: skip
    made, other = make_campaign(engine, cast.ada), make_campaign(engine, cast.ada)
    with engine.begin() as conn:
        assert campaigns.update(conn, user_id=cast.ada, campaign_id=made, draft=changed)
        kept = campaigns.get(conn, user_id=cast.ada, campaign_id=made)
        untouched = campaigns.get(conn, user_id=cast.ada, campaign_id=other)
    assert kept is not None
    assert untouched is not None
    assert draft_of(kept) == changed
    assert draft_of(untouched) == DRAFT


def test_another_persons_campaign_does_not_exist(engine: Engine, scratch: Settings, cast: Cast) -> None:
    made = make_campaign(engine, cast.ada)
    load_jobs(scratch, made, 2)
    record_run(engine, made, "manual__tenancy")
    with engine.begin() as conn:
        ben = {"user_id": cast.ben, "campaign_id": made}
        assert campaigns.get(conn, **ben) is None
        assert campaigns.summary(conn, **ben) is None
        assert not campaigns.update(conn, **ben, draft=replace(DRAFT, query="stolen"))
        assert not campaigns.set_active(conn, **ben, is_active=False)
        assert runs.runs_of(conn, **ben).items == []
        his_look = View(**ben, filters=Filters(), today=date(2026, 11, 23))
        assert listing.page(conn, his_look).jobs == []
        assert listing.described(conn, his_look, [job_key(made, 0)]) == []
        assert listing.first_page(conn, his_look)[1].number == 0
        assert campaigns.of_user(conn, user_id=cast.ben).total == 0
        kept = campaigns.get(conn, user_id=cast.ada, campaign_id=made)
    assert kept is not None
    assert (kept.query, kept.is_active) == (DRAFT.query, True)


def test_the_list_puts_active_and_new_first_and_is_cut_by_the_database(engine: Engine, cast: Cast) -> None:
    made = [make_campaign(engine, cast.dee, campaign_name=f"Number {number}") for number in range(5)]
    with engine.begin() as conn:
        campaigns.set_active(conn, user_id=cast.dee, campaign_id=made[4], is_active=False)
        first = campaigns.of_user(conn, user_id=cast.dee, page=1, size=2)
        last = campaigns.of_user(conn, user_id=cast.dee, page=3, size=2)
        counts = campaigns.count_of_user(conn, user_id=cast.dee)
    assert [one.campaign_id for one in first.items] == [made[3], made[2]]
    assert [one.campaign_id for one in last.items] == [made[4]]
    assert (first.total, first.pages, last.first, last.last) == (5, 3, 5, 5)
    assert (counts.all_count, counts.active_count) == (5, 4)


def test_counts_are_of_this_campaign_only(engine: Engine, scratch: Settings, cast: Cast) -> None:
    made, other = make_campaign(engine, cast.cy), make_campaign(engine, cast.cy)
    load_jobs(scratch, made, 7)
    with engine.begin() as conn:
        lines = {one.campaign_id: one for one in campaigns.of_user(conn, user_id=cast.cy).items}
        assert (lines[made].found_count, lines[made].ranked_count) == (7, 7)
        assert (lines[other].found_count, lines[other].ranked_count) == (0, 0)
        assert campaigns.summary(conn, user_id=cast.cy, campaign_id=made) == lines[made]


def test_a_run_adds_up_its_attempts_and_ends_as_the_last(engine: Engine, cast: Cast) -> None:
    made = make_campaign(engine, cast.ada)
    record_run(
        engine, made, "scheduled__1", "partial", message="Page 2 was not answered.", fetched=10, inserted=4, changed=1
    )
    record_run(engine, made, "scheduled__1", "ok", try_number=2, fetched=20, inserted=5, changed=0)
    record_run(engine, made, "manual__2", "failed", message="The key was refused.")
    with engine.begin() as conn:
        page = runs.runs_of(conn, user_id=cast.ada, campaign_id=made)
        second = runs.runs_of(conn, user_id=cast.ada, campaign_id=made, page=2, size=1)
    newest, oldest = page.items
    assert (newest.outcome, newest.fetched, newest.message, newest.trigger) == (
        "failed",
        0,
        "The key was refused.",
        "by hand",
    )
    assert (oldest.outcome, oldest.attempts, oldest.trigger) == ("ok", 2, "schedule")
    counts = (oldest.fetched, oldest.new_count, oldest.changed, oldest.unchanged, oldest.quarantined)
    assert counts == (30, 8, 1, 19, 2)
    assert counts[0] == sum(counts[1:])
    assert (second.total, second.items) == (2, [oldest])


def test_the_best_jobs_come_first_with_their_reason(engine: Engine, scratch: Settings, cast: Cast) -> None:
    made = make_campaign(engine, cast.ada)
    load_jobs(scratch, made, 30)
    look = View(user_id=cast.ada, campaign_id=made, filters=Filters(), today=date(2026, 11, 23))
    with engine.begin() as conn:
        first = listing.page(conn, look, size=20)
        second = listing.page(conn, look, after=first.after, size=20)
    jobs = [*first.jobs, *second.jobs]
    assert [job.job_posting_key for job in jobs] == [job_key(made, number) for number in range(30)]
    assert second.after is None
    best = jobs[0]
    assert best.reason(look.today) == "Reason 0: the title fits and 4 of 6 skills match."
    assert (best.company_name, best.place, best.posted_date) == ("Acme & Söhne", "Toronto, ON", date(2026, 11, 20))


def test_each_day_keeps_its_average(scratch: Settings, engine: Engine, cast: Cast) -> None:
    one, paused = (make_campaign(engine, cast.ada, campaign_name=name) for name in ("Noted", "Paused"))
    for campaign_id in (one, paused):
        load_jobs(scratch, campaign_id, 10)
    empty = make_campaign(engine, cast.ada, campaign_name="Empty")
    with engine.begin() as conn:
        campaigns.set_active(conn, user_id=cast.ada, campaign_id=paused, is_active=False)
        score_history.note(conn, day=date(2026, 11, 20))
        conn.execute(text("update marts.dim_ranking set rank_score = 80 where campaign_id = :c"), {"c": one})
        score_history.note(conn, day=date(2026, 11, 21), campaign_id=one)
        # A second run of a day replaces what the first one noted.
        score_history.note(conn, day=date(2026, 11, 21), campaign_id=one)
        days = score_history.of_campaign(conn, user_id=cast.ada, campaign_id=one)
        noted = [(str(day.score_date), float(day.average_score), day.strong_jobs, day.new_jobs) for day in days]
        assert noted == [("2026-11-20", 58.5, 3, 10), ("2026-11-21", 80.0, 10, 0)]
        assert days[1].new_average_score is None
        # At 04:30 in UTC it is still the evening before in Toronto, so both days of UTC are one there.
        conn.execute(
            text("update marts.campaign_daily_scores set noted_at = score_date + time '04:30' where campaign_id = :c"
                 " and score_date = '2026-11-21'"),
            {"c": one},
        )  # fmt: skip
        (day,) = score_history.of_campaign(conn, user_id=cast.ada, campaign_id=one, zone="America/Toronto")
        assert (str(day.score_date), float(day.average_score), day.new_jobs) == ("2026-11-20", 80.0, 10)
        assert day.new_average_score == days[0].new_average_score
        for campaign_id in (paused, empty):
            assert score_history.of_campaign(conn, user_id=cast.ada, campaign_id=campaign_id) == []
        assert score_history.of_campaign(conn, user_id=cast.ben, campaign_id=one) == []


def test_what_comes_back_mails_to_the_address_of_today_and_waits_as_before(engine: Engine, cast: Cast) -> None:
    made = make_campaign(engine, cast.ada, email="ada@example.org")
    asked = datetime(2026, 11, 20, 8, tzinfo=UTC)
    with engine.begin() as conn:
        conn.execute(
            text("insert into marts.campaign_run_requests values (:c, :at, 'manual__1')"), {"c": made, "at": asked}
        )
        trash.delete(conn, user_id=cast.ada, campaign_id=made)
        ada = accounts.by_login(conn, "ada@example.org")
        assert ada
        accounts.set_email(conn, user=ada, email="new@example.org", now=asked)
        assert trash.restore(conn, user_id=cast.ada, campaign_id=made)
        back = campaigns.get(conn, user_id=cast.ada, campaign_id=made)
        assert back
        assert back.email == "new@example.org"
        waits = conn.execute(
            text("select requested_at from marts.campaign_run_requests where campaign_id = :c"), {"c": made}
        )
        assert waits.scalar_one() == asked
        conn.rollback()


def test_a_job_that_others_found_is_reached_ranked_or_hidden_or_noted(
    engine: Engine, scratch: Settings, cast: Cast
) -> None:
    """A campaign that competes ranks, or hides, what it did not find itself."""
    finder, competing = make_campaign(engine, cast.ben), make_campaign(engine, cast.cy)
    load_jobs(scratch, finder, 3)
    ranked, hidden, noted = (job_key(finder, number) for number in range(3))
    with engine.begin() as conn:
        assert statuses.within_reach(conn, user_id=cast.cy, keys=[ranked, hidden, noted]) == []
        for statement in (
            """insert into marts.dim_ranking
            (campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id)
            values (:c, :ranked, 'x', 50, '{}', 'run')""",
            """insert into marts.gated_jobs (campaign_id, job_posting_key, jsearch_job_id, gate, why, dwh_run_id)
            values (:c, :hidden, 'x', 'word', 'why', 'run')""",
        ):
            conn.execute(text(statement), {"c": competing, "ranked": ranked, "hidden": hidden})
        reached = statuses.within_reach(conn, user_id=cast.cy, keys=[ranked, hidden, noted])
        assert set(reached) == {ranked, hidden}
        statuses.change_one(conn, user_id=cast.cy, key=ranked, to_status="applied")
        scope = dashboard.Scope(cast.cy, (competing,), "UTC")
        assert dashboard.activity(conn, scope).totals["applied"] == 1
        assert [job.job_posting_key for job in dashboard.applied(conn, scope)] == [ranked]
        notes.add(conn, user_id=cast.cy, key=hidden, note="Ask Ben about it.")
        trash.delete(conn, user_id=cast.cy, campaign_id=competing)
        assert posting.get(conn, user_id=cast.cy, key=hidden)
        assert statuses.within_reach(conn, user_id=cast.cy, keys=[hidden]) == [hidden]
        assert statuses.within_reach(conn, user_id=cast.ada, keys=[ranked, hidden]) == []


def test_the_daily_clean_up_empties_everybodys_trash(engine: Engine, scratch: Settings, cast: Cast) -> None:
    """Whoever deletes one campaign and never another is not kept in the trash for it."""
    old, young = make_campaign(engine, cast.ben), make_campaign(engine, cast.cy)
    with engine.begin() as conn:
        trash.delete(conn, user_id=cast.ben, campaign_id=old)
        trash.delete(conn, user_id=cast.cy, campaign_id=young)
        conn.execute(
            text("update marts.deleted_campaigns set deleted_at = now() - interval '31 days' where campaign_id = :c"),
            {"c": old},
        )
    metrics = stages.cleanup_orphaned_rankings(scratch, stages.new_run())
    assert metrics.details["trash_emptied"] == 1
    with engine.connect() as conn:
        kept = conn.execute(
            text("select campaign_id from marts.deleted_campaigns where content <> '{}' and campaign_id in (:o, :y)"),
            {"o": old, "y": young},
        )
        assert kept.scalars().all() == [young]


def test_after_thirty_days_only_the_number_is_left(engine: Engine, cast: Cast) -> None:
    old, young = make_campaign(engine, cast.ada), make_campaign(engine, cast.ada)
    with engine.begin() as conn:
        trash.delete(conn, user_id=cast.ada, campaign_id=old)
        conn.execute(
            text("update marts.deleted_campaigns set deleted_at = now() - interval '31 days' where campaign_id = :c"),
            {"c": old},
        )
        trash.delete(conn, user_id=cast.ada, campaign_id=young)
        assert not trash.restore(conn, user_id=cast.ada, campaign_id=old)
        left = conn.execute(
            text("select campaign_name, content::text from marts.deleted_campaigns where campaign_id = :c"), {"c": old}
        )
        assert tuple(left.one()) == ("", "{}")
        assert trash.restore(conn, user_id=cast.ada, campaign_id=young)
