"""Scores every posting for every campaign that found it, in one statement, and keeps the reasons with the score."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine

from services.ranker.campaign_terms import CampaignTerms, terms_of
from services.ranker.weights import ranking_config
from services.shared.run_context import RunContext
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__)
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class CampaignRanking:
    """Pairs of one campaign: written now, already right, and found but not in fact_jobs."""

    ranked: int = 0
    unchanged: int = 0
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class RankingResult:
    """The same over all campaigns, the orphaned rankings that were removed, and each campaign's part by its id."""

    ranked: int = 0
    unchanged: int = 0
    skipped: int = 0
    removed: int = 0
    by_campaign: dict[int, CampaignRanking] = field(default_factory=dict)


def rank_jobs(engine: Engine, *, run: RunContext) -> RankingResult:
    """Rank all active campaigns, or only `run.campaign_id`, in one transaction; `run.now` decides how old a posting is.

    A campaign whose own weights cannot be used is ranked by the default ones, and the log says why.
    """
    with engine.begin() as conn:
        conn.execute(SQL["tune_transaction"])
        removed = conn.execute(SQL["remove_orphans"], {"campaign_id": run.campaign_id}).rowcount
        campaigns = _campaigns(conn, run.campaign_id)
        by_campaign = _rank(conn, campaigns, run) if campaigns else {}
    for campaign_id, part in by_campaign.items():
        log.info("campaign ranked", campaign_id=campaign_id, **asdict(part))
    if not campaigns:
        log.warning("no campaign is active: nothing to rank", campaign_id=run.campaign_id)
    result = RankingResult(
        ranked=sum(part.ranked for part in by_campaign.values()),
        unchanged=sum(part.unchanged for part in by_campaign.values()),
        skipped=sum(part.skipped for part in by_campaign.values()),
        removed=removed,
        by_campaign=by_campaign,
    )
    log.info("ranking done", ranked=result.ranked, unchanged=result.unchanged, skipped=result.skipped, removed=removed)
    return result


def _campaigns(conn: Connection, campaign_id: int | None) -> list[CampaignTerms]:
    states = [(row.country, row.state_code, row.state_name) for row in conn.execute(SQL["known_states"])]
    rows = conn.execute(SQL["campaigns_to_rank"], {"campaign_id": campaign_id}).mappings()
    campaigns = [terms_of(dict(row), states) for row in rows]
    for campaign in campaigns:
        if campaign.weights_problem:
            log.warning("default weights used", campaign_id=campaign.campaign_id, reason=campaign.weights_problem)
    return campaigns


def _rank(conn: Connection, campaigns: list[CampaignTerms], run: RunContext) -> dict[int, CampaignRanking]:
    ids: dict[str, Any] = {"campaign_ids": [campaign.campaign_id for campaign in campaigns]}
    pairs = {row.campaign_id: row.pairs for row in conn.execute(SQL["count_pairs"], ids)}
    skipped = {row.campaign_id: row.skipped for row in conn.execute(SQL["count_skipped"], ids)}
    parameters = {
        "campaigns": json.dumps([asdict(campaign) for campaign in campaigns]),
        "version": ranking_config()["version"],
        "now": run.now,
        "today": run.now.date(),
        "run_id": run.run_id,
    }
    ranked = {row.campaign_id: row.ranked for row in conn.execute(SQL["rank_pairs"], parameters)}
    return {
        campaign_id: CampaignRanking(
            ranked=ranked.get(campaign_id, 0),
            unchanged=pairs.get(campaign_id, 0) - ranked.get(campaign_id, 0),
            skipped=skipped.get(campaign_id, 0),
        )
        for campaign_id in ids["campaign_ids"]
    }
