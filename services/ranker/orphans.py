"""Rankings whose posting is no longer in fact_jobs: what there are and why, and their removal with an audit."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Engine

from services.ranker.job_ranker import only_ranker
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__, "orphans.sql")
log = get_logger(__name__)


@dataclass(frozen=True, slots=True)
class OrphanGroup:
    """Orphans of one campaign and ranking date with the same likely cause."""

    campaign_id: int
    ranked_date: date
    in_staging: bool
    cause: str
    orphans: int


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What one clean-up did; `left` orphans after it are none unless something writes past the ranker."""

    found: int = 0
    removed: int = 0
    features_dropped: int = 0
    unranked: int = 0
    left: int = 0
    groups: list[OrphanGroup] = field(default_factory=list)

    def as_details(self) -> dict[str, Any]:
        """For the metrics row and for --json."""
        causes: dict[str, int] = {}
        for group in self.groups:
            causes[group.cause] = causes.get(group.cause, 0) + group.orphans
        names = ("found", "removed", "features_dropped", "unranked", "left")
        return {name: getattr(self, name) for name in names} | {"causes": causes}


def analyse(conn: Connection) -> list[OrphanGroup]:
    """The report: how many, by campaign and date, whether staging has the posting, and the likely cause."""
    return [OrphanGroup(**row) for row in conn.execute(SQL["analyse_orphans"]).mappings()]


def clean_up(engine: Engine) -> Cleanup:
    """Keep every orphan in the audit table and delete it; twice is the same as once.

    Also makes sure that what was found is ranked, and nothing else: a campaign with pairs that no ranking saw, or with
    fewer than it saw, is ranked whole next time.
    Waits for a ranking or clean-up that is under way.
    """
    with only_ranker(engine), engine.begin() as conn:
        groups = analyse(conn)
        removed = conn.execute(SQL["remove_orphans"]).rowcount
        conn.execute(SQL["remove_gated_orphans"])
        conn.execute(SQL["compare_all_again"])
        result = Cleanup(
            found=sum(group.orphans for group in groups),
            removed=removed,
            features_dropped=conn.execute(SQL["drop_lost_features"]).rowcount,
            unranked=conn.execute(SQL["rank_whole_again"]).rowcount,
            left=conn.execute(SQL["count_orphans"]).scalar_one(),
            groups=groups,
        )
    log.info("orphaned rankings cleaned up", **result.as_details())
    return result
