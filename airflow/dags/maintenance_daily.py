"""
### Clean-up: what the daily run leaves behind or must never leave

Every day at 05:00 America/Toronto, two hours before the daily run. Also by hand: *Trigger*, or
`python scripts/cleanup_orphaned_rankings.py` on a shell (`--report` only looks).

| task | does | when it fails |
|---|---|---|
| `cleanup_orphaned_rankings` | deletes orphaned rankings, empties the trash | retried; a second one at once says so |

The trash is what deleted campaigns asked for: after thirty days it can no more be brought back, and goes.
Orphans are kept in `marts.dim_ranking_cleanup_audit` before they are deleted. A ranking under way is waited for.
Campaigns with found pairs that no ranking saw, or with fewer than it saw, are ranked whole by the next run.

It may be killed and run again: each part is one transaction, and a second run finds nothing. What it did is a row of
`marts.etl_run_metrics` (`details`: found, removed, causes, left, trash_emptied). `left` above nought means that
something else writes rankings: in `services/ranker/orphans.sql`, `count_orphans` is the verification and
`analyse_orphans` says where from.
Sessions, log-in attempts and mailed links are cleared by the site itself when people log in.
"""

from __future__ import annotations

import os
from datetime import timedelta

import pendulum
from airflow.sdk import dag, task
from task_functions import run_stage


@dag(
    schedule="0 5 * * *",
    start_date=pendulum.parse(os.environ.get("PIPELINE_START_DATE") or "2026-01-01T05:00:00Z").in_timezone(
        "America/Toronto"
    ),
    catchup=False,
    max_active_runs=1,
    dagrun_timeout=timedelta(hours=1),
    default_args={
        "owner": "job-postings",
        "retries": 3,
        "retry_delay": timedelta(seconds=int(os.environ.get("PIPELINE_RETRY_DELAY_SECONDS") or 60)),
        "retry_exponential_backoff": True,
        "max_retry_delay": timedelta(minutes=15),
    },
    doc_md=__doc__,
    tags=["maintenance"],
)
def maintenance_daily() -> None:
    @task
    def cleanup_orphaned_rankings() -> None:
        """Audit and delete rankings without a posting."""
        run_stage("cleanup_orphaned_rankings")

    cleanup_orphaned_rankings()


maintenance_daily()
