"""
### The daily run: ask for postings, model them, score them, mail the best

Every morning at 07:00 America/Toronto. Also by hand: *Trigger*, optionally with one `campaign_id`;
or `jobs trigger --wait` on a shell.

| task | does | when it fails |
|---|---|---|
| `plan_searches` | turns the active campaigns into batches of distinct searches | database down: retried |
| `extract_job_postings` | asks the job source, keeps raw answers; one mapped task per batch | busy source: only the searches still open are asked again; wrong key: fails at once and names the setting |
| `normalize_jobs` | dbt: `raw` → `staging` | more malformed postings than `QUARANTINE_STOP_RATIO`: stops the day before anything is published; look at `raw.jsearch_quarantine` |
| `extract_companies` | looks new employers up | recorded per employer and tried again another day; the day goes on |
| `normalize_companies` | dbt: company answers | retried |
| `enrich_jobs` | rules read skills, seniority, remote type and pay | retried; continues where it was |
| `chatgpt_enrich_jobs` | LLM reading; skipped without a key | never stops the day |
| `dbt_modelling` | dbt: `marts` | retried; the failing model is named in the log |
| `rank_jobs` | scores each posting for each campaign | retried |
| `dbt_tests` | tests the data | an error holds the digest; a warning is counted |
| `notify_daily` | mails each campaign's new top jobs | only unsent digests are tried again |

Every task may be killed and run again: clear it, and the tables end the same.
What each attempt did is a row in `marts.etl_run_metrics`. A batch whose searches all failed does not hold back
the others; when every batch failed, everything below is `upstream_failed` and so is the run.
"""

from __future__ import annotations

import os
from datetime import timedelta
from typing import Any

import pendulum
from airflow.sdk import Param, TriggerRule, dag, task
from task_functions import run_stage


@dag(
    schedule="0 7 * * *",
    # Mornings before the stack was first started are not made up for.
    start_date=pendulum.parse(os.environ.get("PIPELINE_START_DATE") or "2026-01-01T05:00:00Z").in_timezone(
        "America/Toronto"
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=6),
    default_args={
        "owner": "job-postings",
        "retries": 3,
        "retry_delay": timedelta(seconds=int(os.environ.get("PIPELINE_RETRY_DELAY_SECONDS") or 60)),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=15),
    },
    params={"campaign_id": Param(None, type=["null", "integer"], description="Run this one campaign only")},
    doc_md=__doc__,
    tags=["daily"],
)
def jobs_etl_daily() -> None:
    @task
    def plan_searches() -> list[list[dict[str, Any]]]:
        """Campaigns that ask the same thing share one search."""
        return run_stage("plan_searches")

    @task(max_active_tis_per_dagrun=2)
    def extract_job_postings(batch: list[dict[str, Any]]) -> None:
        """Ask the job source for one batch and keep what it answered."""
        run_stage("extract_job_postings", batch=batch)

    @task(trigger_rule=TriggerRule.ALL_DONE_MIN_ONE_SUCCESS)
    def normalize_jobs() -> None:
        """Clean the postings, unless too many of them are malformed."""
        run_stage("normalize_jobs")

    @task
    def extract_companies() -> None:
        """Look up employers that are not known yet."""
        run_stage("extract_companies")

    @task(trigger_rule=TriggerRule.ALL_DONE)
    def normalize_companies() -> None:
        """Clean the company answers; yesterday's are there even when today's look-ups failed."""
        run_stage("normalize_companies")

    @task
    def enrich_jobs() -> None:
        """Read skills, seniority, remote type and pay with rules."""
        run_stage("enrich_jobs")

    @task
    def chatgpt_enrich_jobs() -> None:
        """Read postings with an LLM; skipped without a key."""
        run_stage("chatgpt_enrich_jobs")

    @task(trigger_rule=TriggerRule.NONE_FAILED)
    def dbt_modelling() -> None:
        """Build the marts, with or without the LLM's reading."""
        run_stage("dbt_modelling")

    @task
    def rank_jobs() -> None:
        """Score every posting for every campaign that found it."""
        run_stage("rank_jobs")

    @task
    def dbt_tests() -> None:
        """Test the data; errors hold the digest."""
        run_stage("dbt_tests")

    @task
    def notify_daily() -> None:
        """Mail each campaign its new top jobs."""
        run_stage("notify_daily")

    found = extract_job_postings.expand(batch=plan_searches())
    normalized = normalize_jobs()
    modelled = dbt_modelling()
    found >> normalized
    normalized >> extract_companies() >> normalize_companies() >> modelled
    normalized >> enrich_jobs() >> chatgpt_enrich_jobs() >> modelled
    modelled >> rank_jobs() >> dbt_tests() >> notify_daily()


jobs_etl_daily()
