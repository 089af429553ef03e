"""What a run found, in words: postings per campaign, the best jobs with their reasons, tests, mails and addresses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from itertools import groupby
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table
from sqlalchemy import Engine, RowMapping

from services.shared.ranking_explanation import explanation_sentence
from services.shared.settings import Settings
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)
BEST = 5

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class RunSummary:
    """What one run left in the database; rows as `queries.sql` names them."""

    run_id: str
    searches: list[Row]
    stages: list[Row]
    best_jobs: list[Row]

    def total(self, column: str) -> int:
        """Sum of one count over the stages."""
        return sum(int(row[column] or 0) for row in self.stages)

    def as_json(self) -> dict[str, Any]:
        """The same for programs."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Address:
    """Something to open, and how to log in there."""

    what: str
    url: str
    log_in: str


def of_run(engine: Engine, run_id: str, *, campaign_id: int | None = None) -> RunSummary:
    """Read back what a run did."""
    with engine.connect() as conn:
        run = {"run_id": run_id}
        best = {"best": BEST, "campaign_id": campaign_id}
        return RunSummary(
            run_id=run_id,
            searches=[dict(row) for row in conn.execute(SQL["searches_of_run"], run).mappings()],
            stages=[dict(row) for row in conn.execute(SQL["stages_of_run"], run).mappings()],
            best_jobs=[_with_reason(row) for row in conn.execute(SQL["best_jobs"], best).mappings()],
        )


def _with_reason(row: RowMapping) -> Row:
    job = dict(row)
    shown = ("campaign_id", "campaign_name", "rank_score", "job_title", "employer_name", "job_location")
    reason = explanation_sentence(job["rank_explain"], job, today=datetime.now(UTC).date())
    return {name: job[name] for name in shown} | {"reason": reason}


def addresses(settings: Settings, *, demo_password: str) -> list[Address]:
    """Every page of the stack with its log-in."""
    password = settings.airflow_password.get_secret_value() if settings.airflow_password else "?"
    found = [
        Address("Campaigns and jobs", settings.campaign_ui_base_url, f"demo / {demo_password}"),
        Address("Airflow", settings.airflow_url, f"{settings.airflow_user} / {password}"),
    ]
    if settings.uses_sandbox("smtp"):
        found.append(Address("Mail", f"http://127.0.0.1:{settings.sandbox_port}/mail", "none"))
    place = f"127.0.0.1:{settings.postgres_port}/{settings.postgres_db}"
    return [*found, Address("PostgreSQL", f"postgresql://{place}", "jobs psql")]


def show(console: Console, summary: RunSummary, settings: Settings) -> None:
    """Print the summary for people."""
    _show_searches(console, summary.searches)
    _show_best_jobs(console, summary.best_jobs)
    _show_stages(console, summary, settings)


def show_addresses(console: Console, found: Sequence[Address], settings: Settings) -> None:
    """Print where to look, and say plainly what is not real."""
    console.print("\n[italic]Where to look[/]")
    for address in found:
        # Lines, not a table: an address or a password broken in two cannot be copied.
        line = f"  {address.what:<20}{address.url:<36}  {address.log_in}"
        console.print(line, markup=False, soft_wrap=True)
    pretended = [name for name in ("jsearch", "glassdoor", "smtp", "openai") if settings.uses_sandbox(name)]
    if pretended:
        source = f"recorded answers in {settings.sandbox_payloads_dir}" if settings.sandbox_payloads_dir else "made up"
        console.print(
            f"[yellow]The sandbox answers for {', '.join(pretended)}: its data is {escape(source)}, and no mail leaves "
            "this machine. Keys in .env switch it off, service by service.[/]"
        )


def _show_searches(console: Console, rows: Sequence[Row]) -> None:
    if not rows:
        console.print("No campaign was searched in this run.")
        return
    counts = ("fetched", "new", "changed", "unchanged", "quarantined")
    table = Table(title="Postings", title_justify="left", box=None, pad_edge=False)
    table.add_column("campaign", overflow="fold")
    for count in counts:
        table.add_column(count, justify="right")
    table.add_column("outcome", overflow="fold")
    for row in rows:
        outcome = row["outcome"] + (f": {row['message']}" if row["message"] else "")
        table.add_row(escape(row["campaign_name"]), *(str(row[count]) for count in counts), escape(outcome))
    console.print(table)


def _show_best_jobs(console: Console, rows: Sequence[Row]) -> None:
    for name, of_campaign in groupby(rows, key=lambda row: row["campaign_name"]):
        table = Table(title=f"Best for “{escape(name)}”", title_justify="left", box=None, pad_edge=False)
        table.add_column("score", justify="right")
        for heading in ("job", "employer", "place", "why"):
            table.add_column(heading, overflow="fold")
        for row in of_campaign:
            words = [row["job_title"], row["employer_name"], row["job_location"], row["reason"]]
            table.add_row(f"{row['rank_score']:.0f}", *(escape(word or "–") for word in words))
        console.print(table)


def _show_stages(console: Console, summary: RunSummary, settings: Settings) -> None:
    tests = [f"{summary.total(f'tests_{how}')} {how}" for how in ("passed", "warned", "failed")]
    console.print(f"Data tests: {', '.join(tests)}.")
    companies = [summary.total(f"companies_{how}") for how in ("matched", "not_found", "failed")]
    console.print("Employers: {} matched, {} not found, {} failed.".format(*companies))
    for row in summary.stages:
        if row["task_id"] == "chatgpt_enrich_jobs" and row["outcome"] != "skipped":
            paid = "the sandbox's, so no money" if settings.uses_sandbox("openai") else f"${row['cost_usd']:.4f}"
            console.print(f"LLM: {row['rows_enriched']} postings read, {row['api_calls']} calls, {paid}.")
    mails = f"Mails: {summary.total('mails_sent')} sent, {summary.total('mails_failed')} failed"
    already = sum(int((row["details"] or {}).get("already_sent", 0)) for row in summary.stages)
    mails += f", {already} sent before today" if already else ""
    if settings.uses_sandbox("smtp"):
        mails += f"; read them at http://127.0.0.1:{settings.sandbox_port}/mail"
    console.print(mails + ".")
    for row in summary.stages:
        if row["message"] and row["outcome"] not in ("ok",):
            console.print(f"  {row['task_id']} {row['outcome']}: {row['message']}", markup=False, style="yellow")
