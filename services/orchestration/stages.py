"""One function per task of the daily run: takes its lock, does the work, and leaves one row of metrics.

Airflow's tasks call these, `jobs run` calls them in order in one process; both do exactly the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import structlog
from sqlalchemy import Engine

from services.campaigns import score_history, trash
from services.extractor import company_extractor, job_extractor
from services.extractor.glassdoor_client import GlassdoorClient
from services.extractor.job_extractor import DATABASE_IS_GONE, Search
from services.extractor.source import source_from_settings
from services.jobs import listing
from services.notifier import notification_coordinator
from services.orchestration.dbt_runner import run_dbt
from services.ranker import exchange_rates, job_ranker, orphans
from services.shared import database
from services.shared.errors import AllSearchesFailed, DataTestsFailed, PlatformError, SourceBusy, TooManyQuarantined
from services.shared.metrics_recorder import StageMetrics, recording
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.structured_logging import get_logger

log = get_logger(__name__)

Progress = Callable[[int, int], None]


@lru_cache(maxsize=4)
def _engine(settings: Settings) -> Engine:
    return database.connect(settings)


@contextmanager
def _stage(settings: Settings, run: RunContext, task_id: str) -> Iterator[tuple[Engine, StageMetrics]]:
    """The lock, the metrics row and the log context around the work of one stage."""
    engine = _engine(settings)
    context = {"run_id": run.run_id, "task_id": task_id, "campaign_id": run.campaign_id, "try_number": run.try_number}
    with ExitStack() as stack:
        stack.enter_context(structlog.contextvars.bound_contextvars(**context))
        stack.enter_context(database.exclusive_stage(engine, f"{task_id}:{run.map_index}"))
        metrics = stack.enter_context(recording(engine, run, task_id))
        yield engine, metrics
        counts = {f.name: value for f in fields(metrics) if (value := getattr(metrics, f.name)) not in (0, None, {})}
        log.info("stage finished", **counts)


def plan_searches(settings: Settings, run: RunContext) -> list[list[dict[str, Any]]]:
    """Batches of distinct searches; one empty batch when no campaign is active, so that the day runs and says so."""
    with _stage(settings, run, "plan_searches") as (engine, metrics), engine.connect() as conn:
        batches = job_extractor.plan_searches(conn, settings, campaign_id=run.campaign_id)
        searches = sum(len(batch) for batch in batches)
        metrics.message = f"{searches} distinct searches in {len(batches)} batches"
        metrics.details = {"searches": searches, "batches": len(batches)}
        return [[search.to_dict() for search in batch] for batch in batches] or [[]]


def extract_job_postings(
    settings: Settings, run: RunContext, batch: list[dict[str, Any]], on_progress: Progress | None = None
) -> StageMetrics:
    """Ask the job source for one batch of searches and keep what it answered.

    Raises SourceBusy to be retried while tries remain, AllSearchesFailed when no search was answered at the end.
    """
    searches = [Search.from_dict(search) for search in batch]
    with _stage(settings, run, "extract_job_postings") as (engine, metrics):
        if not searches:
            metrics.outcome = "empty"
            metrics.message = "No campaign is active: nothing to search for."
            return metrics
        source = source_from_settings(settings, engine, run)
        result = job_extractor.extract_batch(
            engine, source, searches, run=run, settings=settings, on_progress=on_progress
        )
        for name in ("fetched", "inserted", "changed", "unchanged", "quarantined"):
            setattr(metrics, f"rows_{name}", getattr(result, f"rows_{name}"))
        metrics.api_calls, metrics.api_errors = result.api_calls, result.api_errors
        troubled = [outcome for outcome in result.outcomes if outcome.outcome in ("failed", "partial")]
        metrics.outcome = result.outcome
        metrics.message = "; ".join(dict.fromkeys(outcome.message for outcome in troubled if outcome.message)) or None
        metrics.details = {"searches": len(searches), "troubled": len(troubled)}
        if any(outcome.retryable for outcome in troubled) and not run.is_last_try:
            raise SourceBusy(f"{len(troubled)} of {len(searches)} searches are incomplete: {metrics.message}")
        if all(outcome.outcome == "failed" for outcome in result.outcomes):
            raise AllSearchesFailed(f"None of {len(searches)} searches was answered: {metrics.message}")
        return metrics


def normalize_jobs(settings: Settings, run: RunContext) -> StageMetrics:
    """Clean the postings with dbt; raises TooManyQuarantined before anything of a malformed day is published."""
    with _stage(settings, run, "normalize_jobs") as (engine, metrics):
        with engine.connect() as conn:
            quarantined, fetched = job_extractor.quarantine_ratio(conn, run.run_id)
        if fetched and quarantined / fetched > settings.quarantine_stop_ratio:
            raise TooManyQuarantined(
                f"{quarantined} of {fetched} postings are malformed (limit {settings.quarantine_stop_ratio:.0%}): "
                "the source has changed its answers. Nothing was published; see raw.jsearch_quarantine."
            )
        if quarantined:
            metrics.message = f"{quarantined} of {fetched} postings were quarantined; see raw.jsearch_quarantine."
        metrics.rows_staging = _build(settings, run, "normalize_jobs")
        return metrics


def extract_companies(settings: Settings, run: RunContext, on_progress: Progress | None = None) -> StageMetrics:
    """Look up employers that are not known yet. Failed look-ups are recorded and retried another day."""
    with _stage(settings, run, "extract_companies") as (engine, metrics):
        if settings.glassdoor_api_key is None or settings.glassdoor_base_url is None:
            # Ratings are worth having, and their absence is no reason to hold back somebody's jobs.
            metrics.outcome = "skipped"
            metrics.message = "GLASSDOOR_API_KEY or GLASSDOOR_BASE_URL is not set: employers are not looked up."
            return metrics
        client = GlassdoorClient.from_settings(settings, engine, run)
        result = company_extractor.extract_companies(
            engine, client, run=run, settings=settings, on_progress=on_progress
        )
        metrics.companies_matched, metrics.companies_not_found = result.matched, result.not_found
        metrics.companies_failed = result.failed
        metrics.api_calls, metrics.api_errors = result.api_calls, result.api_errors
        metrics.details = {"left_for_another_day": result.left}
        if result.error:
            metrics.outcome, metrics.message = "partial", result.error
        return metrics


def normalize_companies(settings: Settings, run: RunContext) -> StageMetrics:
    """Clean the company answers with dbt."""
    with _stage(settings, run, "normalize_companies") as (_, metrics):
        metrics.rows_staging = _build(settings, run, "normalize_companies")
        return metrics


def enrich_jobs(settings: Settings, run: RunContext, on_progress: Progress | None = None) -> StageMetrics:
    """Read skills, seniority, remote type and pay out of every posting whose text is new to the rules."""
    with _stage(settings, run, "enrich_jobs") as (engine, metrics):
        # Every task of the day imports this module, and only this stage needs spaCy, a second and a half of imports.
        from services.enricher import job_enricher  # noqa: PLC0415

        result = job_enricher.enrich_jobs(engine, run=run, processes=settings.enrich_processes, on_progress=on_progress)
        metrics.rows_enriched = result.enriched
        return metrics


def chatgpt_enrich_jobs(settings: Settings, run: RunContext, on_progress: Progress | None = None) -> StageMetrics:
    """Read postings with a language model. Skipped without a key; whatever goes wrong, the day goes on without it."""
    with _stage(settings, run, "chatgpt_enrich_jobs") as (engine, metrics):
        absent = [name for name in ("openai_api_key", "openai_base_url") if getattr(settings, name) is None]
        if absent:
            metrics.outcome = "skipped"
            names = " and ".join(name.upper() for name in absent)
            metrics.message = f"{names} not set: postings are read by the rules alone."
            return metrics
        from services.enricher.chatgpt import chatgpt_enricher  # noqa: PLC0415 (the SDK takes a second to load)

        try:
            result = chatgpt_enricher.enrich_with_llm(engine, run=run, settings=settings, on_progress=on_progress)
        except DATABASE_IS_GONE:
            raise
        except Exception as error:
            # Summaries are worth having, and no trouble with them is a reason to hold back somebody's jobs.
            log.exception("llm_enrichment_failed")
            metrics.outcome = "failed"
            metrics.message = (
                str(error) if isinstance(error, PlatformError) else f"{type(error).__name__}: see the log."
            )
            return metrics
        metrics.rows_enriched = result.states["ok"] + result.copied
        metrics.api_calls, metrics.api_errors = result.api_calls, result.api_errors
        metrics.cost_usd = float(result.cost_usd)
        metrics.details = result.as_details()
        if result.left:
            metrics.outcome = "partial" if result.states.total() else "failed"
            metrics.message = f"{result.left} of {result.due} texts wait for the next run: {result.error}"
        elif result.error:
            metrics.outcome, metrics.message = "partial", result.error
        return metrics


def dbt_modelling(settings: Settings, run: RunContext) -> StageMetrics:
    """Build the marts."""
    with _stage(settings, run, "dbt_modelling") as (_, metrics):
        metrics.rows_marts = _build(settings, run, "dbt_modelling")
        return metrics


def rank_jobs(settings: Settings, run: RunContext) -> StageMetrics:
    """Score every posting for every campaign that found it, and list what is new or changed for its page."""
    with _stage(settings, run, "rank_jobs") as (engine, metrics):
        stale_rates = _refresh_rates(settings, run)
        result = job_ranker.rank_jobs(engine, run=run, canonical_skill=canonical_skill)
        with engine.begin() as conn:
            listing.refresh(conn, campaign_id=run.campaign_id)
            score_history.note(conn, day=run.now.date(), campaign_id=run.campaign_id)
        metrics.rows_ranked = result.ranked
        names = ("unchanged", "skipped", "removed", "gated")
        metrics.details = {name: getattr(result, name) for name in names} | stale_rates
        if not result.by_campaign:
            metrics.outcome, metrics.message = "empty", "No campaign is active: nothing to rank."
        elif result.skipped:
            metrics.message = f"{result.skipped} found postings are not in fact_jobs and were not ranked."
        return metrics


def cleanup_orphaned_rankings(settings: Settings, run: RunContext) -> StageMetrics:
    """Audit and delete rankings without a posting, have ranked what no ranking saw, and empty the trash."""
    with _stage(settings, run, "cleanup_orphaned_rankings") as (engine, metrics):
        result = orphans.clean_up(engine)
        with engine.begin() as conn:
            metrics.details = result.as_details() | {"trash_emptied": trash.forget_old(conn)}
        if result.left:
            metrics.outcome, metrics.message = "partial", f"{result.left} orphaned rankings are left."
        elif result.removed:
            metrics.message = f"{result.removed} orphaned rankings were removed; see marts.dim_ranking_cleanup_audit."
        return metrics


def dbt_tests(settings: Settings, run: RunContext) -> StageMetrics:
    """Test the data; raises DataTestsFailed, which holds the digest, when a test of severity error fails."""
    with _stage(settings, run, "dbt_tests") as (_, metrics):
        result = run_dbt(settings, run_id=run.run_id, command="test", select="test_type:data source:*")
        metrics.tests_passed, metrics.tests_warned = result.tests_passed, result.tests_warned
        metrics.tests_failed = result.tests_failed
        metrics.message = "; ".join(result.messages) or None
        if result.tests_failed:
            raise DataTestsFailed(f"{result.tests_failed} data tests failed, the digest is held: {metrics.message}")
        if result.tests_warned:
            metrics.outcome = "partial"
        return metrics


def notify_daily(settings: Settings, run: RunContext, on_progress: Progress | None = None) -> StageMetrics:
    """Mail each campaign its new top jobs; a mail that cannot go out now is tried again while tries remain."""
    with _stage(settings, run, "notify_daily") as (engine, metrics):
        result = notification_coordinator.notify_daily(engine, run=run, settings=settings, on_progress=on_progress)
        metrics.mails_sent, metrics.mails_failed = result.sent, result.failed
        metrics.details = {"empty": result.empty, "already_sent": result.already_sent, "held": result.held}
        if result.failed:
            metrics.outcome = (
                "partial" if result.sent or result.already_sent or result.empty or result.held else "failed"
            )
            metrics.message = f"{result.failed} digests could not be sent; see marts.notifications."
            if result.retryable and not run.is_last_try:
                raise SourceBusy(metrics.message)
        return metrics


def _refresh_rates(settings: Settings, run: RunContext) -> dict[str, str]:
    """Keep newer exchange rates. Without them yesterday's are used, so an unreachable bank holds nothing up."""
    try:
        exchange_rates.refresh(_engine(settings), today=run.now.date(), source=settings.exchange_rates_source or None)
    except OSError as error:
        log.warning("exchange rates not refreshed", reason=str(error))
        return {"exchange_rates": f"not refreshed: {error}"}
    return {}


def canonical_skill(name: str) -> str:
    """The name that postings have a skill by, for one that a person wrote."""
    # Imported late: most stages do without it. The public lists, which take a moment to read, only for a rare name.
    from services.enricher.vocabulary import key_of, load_own_vocabulary, load_vocabulary  # noqa: PLC0415

    key = key_of(name)
    spelling = load_own_vocabulary().spellings.get(key) or load_vocabulary().spellings.get(key)
    return spelling.skill.name if spelling and spelling.skill else name


def _build(settings: Settings, run: RunContext, tag: str) -> int:
    """Run the dbt models of one stage; returns the rows they wrote."""
    result = run_dbt(settings, run_id=run.run_id, command="run", select=f"tag:{tag}")
    return sum(result.rows_by_model.values())


STAGES: list[tuple[str, Callable[[Settings, RunContext], StageMetrics]]] = [
    ("normalize_jobs", normalize_jobs),
    ("extract_companies", extract_companies),
    ("normalize_companies", normalize_companies),
    ("enrich_jobs", enrich_jobs),
    ("chatgpt_enrich_jobs", chatgpt_enrich_jobs),
    ("dbt_modelling", dbt_modelling),
    ("rank_jobs", rank_jobs),
    ("dbt_tests", dbt_tests),
    ("notify_daily", notify_daily),
]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What one in-process run did, stage by stage."""

    run_id: str
    stages: list[tuple[str, StageMetrics]] = field(default_factory=list)


def new_run(campaign_id: int | None = None) -> RunContext:
    """A run of the command line, named after its moment."""
    now = datetime.now(UTC)
    return RunContext(run_id=f"cli__{now.isoformat(timespec='milliseconds')}", now=now, campaign_id=campaign_id)


def run_all(
    settings: Settings,
    campaign_id: int | None = None,
    on_stage: Callable[[str, StageMetrics | None], None] | None = None,
) -> RunReport:
    """The whole day in this process. `on_stage` hears each stage begin (None) and end (its metrics)."""
    run = new_run(campaign_id)
    report = RunReport(run.run_id)
    tell = on_stage or (lambda _task_id, _metrics: None)
    with database.exclusive_stage(_engine(settings), "run"):
        _extract_all(settings, run, report, tell)
        for task_id, stage in STAGES:
            tell(task_id, None)
            report.stages.append((task_id, stage(settings, run)))
            tell(task_id, report.stages[-1][1])
    return report


def _extract_all(
    settings: Settings, run: RunContext, report: RunReport, tell: Callable[[str, StageMetrics | None], None]
) -> None:
    """Every batch; one whose searches all failed does not hold back the others, as under Airflow."""
    tell("extract_job_postings", None)
    failures = []
    for index, batch in enumerate(plan_searches(settings, run)):
        try:
            metrics = extract_job_postings(settings, replace(run, map_index=index), batch)
        except AllSearchesFailed as error:
            failures.append(error)
        else:
            report.stages.append(("extract_job_postings", metrics))
            tell("extract_job_postings", metrics)
    if failures and not report.stages:
        raise failures[0]
