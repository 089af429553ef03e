"""Scores every posting for every campaign that found it, and keeps the reasons with the score."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine

from services.ranker import exchange_rates
from services.ranker.campaign_ranking import CHUNK, CampaignRanking, Job, Part, rank_campaigns
from services.ranker.campaign_terms import Asked, CampaignTerms, asked, terms_of, version_of
from services.ranker.postings import country_code
from services.ranker.weights import ranking_config
from services.shared.run_context import RunContext
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__)
FEATURES_SQL = queries_beside(__file__, "features.sql")
log = get_logger(__name__)

# One connection scores and one waits for its writes: two keep a small machine busy.
WORKERS = 2


@dataclass(frozen=True, slots=True)
class RankingResult:
    """Pairs over all campaigns, and each campaign's part by its id."""

    ranked: int = 0
    unchanged: int = 0
    skipped: int = 0
    removed: int = 0
    gated: int = 0
    by_campaign: dict[int, CampaignRanking] = field(default_factory=dict)


def rank_jobs(
    engine: Engine, *, run: RunContext, canonical_skill: Callable[[str], str] = str, everything: bool = False
) -> RankingResult:
    """Rank all active campaigns, or only `run.campaign_id`; `run.now` decides how old a posting is.

    A campaign whose wishes, weights or rules changed is scored whole, of any other only postings that changed, were
    found since, or whose recency fell; `everything` scores all of them whole. `canonical_skill` gives a skill the
    name that postings have it by. A campaign whose own weights cannot be used is ranked by the defaults, and the log
    says why. A campaign's ranking is kept whole or not at all; what a crash left out is ranked by the next run.
    """
    with only_ranker(engine):
        with engine.begin() as conn:
            conn.execute(SQL["tune_transaction"])
            generation = refresh_features(conn)
        with engine.connect() as conn:
            jobs = _jobs(conn, run, generation, canonical_skill, everything=everything)
            skipped = _skipped(conn, jobs, run)
        shares = [share for n in range(WORKERS) if (share := jobs[n::WORKERS])]
        with ThreadPoolExecutor(max_workers=WORKERS) as pool:
            parts = list(pool.map(lambda share: rank_campaigns(engine, share, run), shares))
    by_campaign = {
        campaign_id: replace(part, skipped=skipped.get(campaign_id, 0))
        for done in parts
        for campaign_id, part in done.items()
    }
    return _told(by_campaign, run)


@contextmanager
def only_ranker(engine: Engine) -> Iterator[None]:
    """Wait for, and hold, the lock of the rankings."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        conn.execute(SQL["one_ranker"])
        try:
            yield
        finally:
            conn.execute(SQL["release_ranker"])


def refresh_features(conn: Connection) -> int:
    """Compute what the factors compare for new and changed postings; returns the generation they belong to."""
    conn.execute(FEATURES_SQL["need_not_wait"])
    newest = conn.execute(FEATURES_SQL["newest_generation"]).one_or_none()
    generation: int = conn.execute(FEATURES_SQL["add_generation"]).scalar_one()
    since = newest._asdict() if newest else {"facts_until": "-infinity", "companies_until": "-infinity"}
    changed = conn.execute(FEATURES_SQL["refresh_features"], since | {"generation": generation}).rowcount
    log.info("ranking features refreshed", generation=generation, changed=changed)
    return generation


def _jobs(
    conn: Connection, run: RunContext, generation: int, canonical_skill: Callable[[str], str], *, everything: bool
) -> list[Job]:
    """What is to be done for each campaign."""
    states = [(row.country, row.state_code, row.state_name) for row in conn.execute(SQL["known_states"])]
    rows = conn.execute(SQL["campaigns_to_rank"], {"campaign_id": run.campaign_id}).mappings()
    campaigns = [terms_of(dict(row), states, canonical_skill) for row in rows]
    for terms in campaigns:
        if terms.weights_problem:
            log.warning("default weights used", campaign_id=terms.campaign_id, reason=terms.weights_problem)
    ids = {"campaign_ids": [terms.campaign_id for terms in campaigns]}
    known = {row.campaign_id: row for row in conn.execute(SQL["states_of_campaigns"], ids)}
    found_until: datetime = conn.execute(SQL["found_until"]).scalar_one()
    jobs, unchanged = list[Job](), list[Any]()
    for numbered in _in_numbers(conn, campaigns, run.now.date()):
        before = known.get(numbered.terms.campaign_id)
        wanted = _placed(conn, numbered, before)
        version = version_of(wanted.terms, latitude=wanted.latitude, longitude=wanted.longitude)
        state = {
            "campaign_id": wanted.terms.campaign_id, "terms_version": version, "latitude": wanted.latitude,
            "longitude": wanted.longitude, "generation": generation, "found_until": found_until,
            "ranked_on": run.now.date(), "weights": json.dumps(wanted.terms.weights, default=float),
        }  # fmt: skip
        jobs.append(Job(wanted, state, None))
        if not everything and before is not None and before.terms_version == version:
            unchanged.append(before)
    parts = _parts(conn, unchanged, run.now.date())
    return [replace(job, part=parts.get(job.asked.terms.campaign_id)) for job in jobs]


def _in_numbers(conn: Connection, campaigns: Sequence[CampaignTerms], today: date) -> list[Asked]:
    texts = sorted({text for terms in campaigns for text in terms.texts()})
    given = {"kinds": [kind for kind, _ in texts], "values": [value for _, value in texts]}
    numbers = {(row.kind, row.value): row.key for row in conn.execute(SQL["keys_of_texts"], given)} if texts else {}
    rates = exchange_rates.load(conn, today=today)
    return [asked(terms, numbers, today=today, rates=rates) for terms in campaigns]


def _placed(conn: Connection, wanted: Asked, before: Any) -> Asked:
    """With the coordinates of its place: those it was ranked with, as long as the campaign is the same."""
    if before is not None and before.latitude is not None:
        same = version_of(wanted.terms, latitude=before.latitude, longitude=before.longitude)
        if same == before.terms_version:
            return replace(wanted, latitude=before.latitude, longitude=before.longitude)
    if not wanted.place_names:
        return wanted
    keys = [number.to_bytes(8, "big", signed=True) for number in wanted.place_names]
    middle = conn.execute(
        SQL["middle_of_places"], {"country": country_code(wanted.terms.country), "city_keys": keys}
    ).one()
    return replace(wanted, latitude=middle.latitude, longitude=middle.longitude)


def _parts(conn: Connection, states: Sequence[Any], today: date) -> dict[int, Part]:
    """The postings to score again for each campaign as it was left; none for a campaign of which that is too many.

    Campaigns that were ranked together share them: what only one of them found is of no account to the others.
    """
    together: dict[tuple[int, datetime, date], list[Any]] = {}
    for state in states:
        together.setdefault((state.generation, state.found_until, state.ranked_on), []).append(state)
    falls = ranking_config()["recency"]["days"]
    parts: dict[int, Part] = {}
    for (generation, found_until, ranked_on), group in together.items():
        passed = (today - ranked_on).days
        if not 0 <= passed <= falls[-1]:
            continue
        # A posting falls on the day after its step ends; on every day since, another day's postings did.
        posted = [today - timedelta(days=fall + 1 + day) for fall in falls for day in range(passed)]
        since = {
            "campaign_ids": [state.campaign_id for state in group], "generation": generation,
            "found_until": found_until, "posted": posted,
        }  # fmt: skip
        changed = conn.execute(SQL["changed_postings"], since).one()
        if changed.number > CHUNK:
            continue
        new = {row.campaign_id: row.pairs for row in conn.execute(SQL["new_pairs"], since)}
        for state in group:
            found = state.found_pairs + new.get(state.campaign_id, 0)
            parts[state.campaign_id] = Part(changed.keys or "", found)
    return parts


def _skipped(conn: Connection, jobs: Sequence[Job], run: RunContext) -> dict[int, int]:
    given = {"campaign_ids": [job.asked.terms.campaign_id for job in jobs], "today": run.now.date()}
    return {row.campaign_id: row.skipped for row in conn.execute(SQL["count_skipped"], given)}


def _told(by_campaign: dict[int, CampaignRanking], run: RunContext) -> RankingResult:
    """The sums, after a line in the log for each campaign."""
    for campaign_id, part in by_campaign.items():
        log.info("campaign ranked", campaign_id=campaign_id, **asdict(part))
    if not by_campaign:
        log.warning("no campaign is active: nothing to rank", campaign_id=run.campaign_id)
    names = ("ranked", "unchanged", "skipped", "removed", "gated")
    sums = {name: sum(getattr(part, name) for part in by_campaign.values()) for name in names}
    log.info("ranking done", **sums)
    return RankingResult(**sums, by_campaign=by_campaign)
