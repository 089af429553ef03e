"""Reads skills, seniority, remote type and pay out of every posting whose text the current rules have not read yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Engine, Row

from services.enricher.remote_work import extract_remote_type
from services.enricher.salary import extract_salary
from services.enricher.seniority import extract_seniority
from services.enricher.skills import SkillMention, extract_skills, memory_zone
from services.shared.database import copy_rows
from services.shared.run_context import RunContext
from services.shared.sql import queries_beside
from services.shared.structured_logging import get_logger

SQL = queries_beside(__file__)
log = get_logger(__name__)

# Raise it when a rule or the vocabulary changes what is read: every posting is then read once more.
RULES_VERSION = 1
FIRST_KEY = UUID(int=0)
COLUMNS = (
    "job_posting_key", "content_hash", "extracted_skills", "seniority_level", "remote_work_type",
    "salary_min", "salary_max", "salary_period", "salary_currency", "evidence",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EnrichmentResult:
    """How many postings were read now, and how many had been read before."""

    enriched: int
    unchanged: int


def enrich_jobs(
    engine: Engine,
    *,
    run: RunContext,
    batch_size: int = 500,
    on_progress: Callable[[int, int], None] | None = None,
) -> EnrichmentResult:
    """Enrich what the current rules have not read, batch by batch; each batch is a transaction.

    Kill it anywhere: finished batches stay, and the next run reads only the rest. `on_progress(done, total)` hears of
    every batch.
    """
    with engine.connect() as conn:
        counts = conn.execute(SQL["count_postings"], {"rules_version": RULES_VERSION}).one()
    enriched, after = 0, FIRST_KEY
    while True:
        with engine.begin() as conn:
            batch = conn.execute(
                SQL["unread_postings"], {"after": after, "rules_version": RULES_VERSION, "batch_size": batch_size}
            ).all()
            if not batch:
                break
            _keep(conn, (_read(posting) for posting in batch), run)
        after = batch[-1].job_posting_key
        enriched += len(batch)
        if on_progress:
            on_progress(enriched, counts.unread)
    log.info("postings enriched", enriched=enriched, unchanged=counts.postings - counts.unread, rules=RULES_VERSION)
    return EnrichmentResult(enriched=enriched, unchanged=counts.postings - counts.unread)


def _keep(conn: Connection, rows: Iterable[tuple[Any, ...]], run: RunContext) -> None:
    conn.execute(SQL["make_batch_table"])
    with memory_zone():
        copy_rows(conn, "enrichment_batch", COLUMNS, rows)
    conn.execute(SQL["keep_batch"], {"rules_version": RULES_VERSION, "run_id": run.run_id})


def _read(posting: Row[Any]) -> tuple[Any, ...]:
    """One row of staging.job_enrichments: what the four functions read, and where in the text."""
    salary = extract_salary(posting.job_description, posting.job_country)
    evidence = {"salary": {"start": salary.evidence[0], "end": salary.evidence[1]}} if salary else {}
    return (
        posting.job_posting_key,
        posting.content_hash,
        json.dumps(_skills(extract_skills(posting.job_title, posting.job_description)), ensure_ascii=False),
        extract_seniority(posting.job_title, posting.job_description),
        extract_remote_type(posting.job_title, posting.job_description, posting.job_location),
        salary.min if salary else None,
        salary.max if salary else None,
        salary.period if salary else None,
        salary.currency if salary else None,
        json.dumps(evidence),
    )


def _skills(mentions: list[SkillMention]) -> list[dict[str, Any]]:
    """Each skill once, with its first place in the description or null when only the title names it."""
    first: dict[str, SkillMention] = {}
    for mention in mentions:
        known = first.get(mention.skill)
        if known is None or known.start is None:
            first[mention.skill] = mention
    return [
        {"skill": mention.skill, "kind": mention.kind, "start": mention.start, "end": mention.end}
        for mention in first.values()
    ]
