"""Commands that move data: the whole day through Airflow or in this process, and its stages one by one."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from json import loads
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from services.commands import daily_run, run_display, summary
from services.commands.console import (
    EXIT_FAILED,
    EXIT_INTERRUPTED,
    CampaignOption,
    JsonOption,
    err,
    out,
    print_json,
    says_errors,
)
from services.local_stack.stack_env import stack_settings
from services.orchestration.airflow_client import AirflowClient, RunState
from services.shared import database
from services.shared.settings import Settings

if TYPE_CHECKING:
    from services.shared.metrics_recorder import StageMetrics
    from services.shared.run_context import RunContext

Stage = Callable[..., "StageMetrics"]


@says_errors
def trigger(
    campaign: CampaignOption = None,
    wait: Annotated[bool, typer.Option("--wait", help="Watch the run and end as it ends.")] = False,
    json: JsonOption = False,
) -> None:
    """Start the daily run through Airflow now; with --wait show it task by task and say what it found."""
    settings = stack_settings()
    client = AirflowClient.from_settings(settings)
    run_display.wait_for_dag(client, daily_run.DAG_ID)
    run_id = daily_run.trigger(client, campaign_id=campaign)
    if not wait:
        if json:
            print_json({"dag_id": daily_run.DAG_ID, "run_id": run_id})
        else:
            out.print(
                f"Started {run_id}; watch it at {settings.airflow_url} or with `jobs trigger --wait`.", markup=False
            )
        return
    progress = err if json else out
    progress.print(f"Run {run_id}:", markup=False)
    try:
        run = run_display.watch(client, daily_run.DAG_ID, run_id, console=progress)
    except KeyboardInterrupt:
        err.print("Stopped watching; the run goes on in Airflow.")
        raise typer.Exit(EXIT_INTERRUPTED) from None
    finish(settings, client, run, campaign_id=campaign, json=json)


def finish(settings: Settings, client: AirflowClient, run: RunState, *, campaign_id: int | None, json: bool) -> None:
    """Print what a finished run found; end with an error code unless it succeeded."""
    found = summary.of_run(database.connect(settings, pool_size=1), run.run_id, campaign_id=campaign_id)
    if json:
        print_json({"run_id": run.run_id, "state": run.state, "summary": found.as_json()})
    else:
        out.print()
        summary.show(out, found, settings)
    if run.state != "success":
        for line in run_display.failure_report(client, daily_run.DAG_ID, run.run_id):
            err.print(line, markup=False)
        err.print(f"[bold red]error:[/] run {run.run_id} ended as {run.state}.")
        raise typer.Exit(EXIT_FAILED)


@says_errors
def run(campaign: CampaignOption = None, json: JsonOption = False) -> None:
    """Drive all stages in order in this process, without Airflow, with a progress bar for each."""
    settings = stack_settings()
    # Imported late: the language model behind the stages takes seconds to load, and most commands do without it.
    from services.orchestration import stages  # noqa: PLC0415

    with _progress(json) as bars:
        current: dict[str, Any] = {}

        def on_stage(task_id: str, metrics: StageMetrics | None) -> None:
            if task_id not in current:
                current[task_id] = bars.add_task(task_id, total=None, note="")
            if metrics is not None:
                bars.update(current[task_id], total=1, completed=1, note=_note(metrics))

        report = stages.run_all(settings, campaign_id=campaign, on_stage=on_stage)
    found = summary.of_run(database.connect(settings, pool_size=1), report.run_id, campaign_id=campaign)
    if json:
        print_json({"run_id": report.run_id, "summary": found.as_json()})
    else:
        summary.show(out, found, settings)


@says_errors
def extract(
    campaign: CampaignOption = None,
    companies: Annotated[
        bool, typer.Option("--companies", help="Look up employers instead of searching jobs.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Ask the job source for new postings and keep its raw answers; with --companies look employers up."""
    settings = stack_settings()
    from services.orchestration import stages  # noqa: PLC0415

    if companies:
        _run_stages(settings, [("extract_companies", stages.extract_companies)], campaign, json)
        return
    context = stages.new_run(campaign)
    batches = stages.plan_searches(settings, context)

    def extract_batch(number: int) -> Stage:
        def stage(settings: Settings, run: RunContext, on_progress: Any = None) -> StageMetrics:
            return stages.extract_job_postings(settings, _mapped(run, number), batches[number], on_progress)

        return stage

    named = [("extract_job_postings", extract_batch(number)) for number in range(len(batches))]
    _run_stages(settings, named, campaign, json, context=context)


@says_errors
def transform(
    tests: Annotated[bool, typer.Option("--tests/--no-tests", help="Also run the data tests.")] = True,
    json: JsonOption = False,
) -> None:
    """Let dbt clean what was fetched, build the marts, and test them."""
    names = ["normalize_jobs", "normalize_companies", "dbt_modelling", *(["dbt_tests"] if tests else [])]
    _run_named(names, None, json)


@says_errors
def enrich(
    estimate: Annotated[
        bool, typer.Option("--estimate", help="Say what the LLM would cost, and make no call.")
    ] = False,
    json: JsonOption = False,
) -> None:
    """Read skills, seniority, remote type and pay out of postings whose text is new, by rules and by an LLM."""
    if estimate:
        _show_estimate(stack_settings(), json)
        return
    _run_named(["enrich_jobs", "chatgpt_enrich_jobs"], None, json)


@says_errors
def rank(
    campaign: CampaignOption = None,
    backtest: Annotated[
        bool,
        typer.Option("--backtest", help="Write nothing: say how past decisions would have ranked under --weights."),
    ] = False,
    weights: Annotated[
        Path | None, typer.Option(help="JSON file with points by factor, together 100.", exists=True, dir_okay=False)
    ] = None,
    json: JsonOption = False,
) -> None:
    """Score every posting for every campaign that found it, or try other weights on past decisions."""
    if not backtest:
        _run_named(["rank_jobs"], campaign, json)
        return
    if campaign is None or weights is None:
        raise typer.BadParameter("--backtest needs --campaign and --weights.")
    from services.ranker import other_weights  # noqa: PLC0415

    try:
        given = loads(weights.read_bytes())
    except ValueError as error:
        raise typer.BadParameter(f"{weights} is not JSON: {error}.") from error
    with database.connect(stack_settings(), pool_size=1).connect() as conn:
        found = other_weights.backtest(conn, campaign_id=campaign, weights=given)
    if json:
        print_json(asdict(found) | {"verdict": found.verdict()})
        return
    for name, value in asdict(found).items():
        shown = "–" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)
        out.print(f"{name.replace('_', ' '):<26}{shown}", markup=False)
    out.print(found.verdict(), markup=False)


@says_errors
def notify(campaign: CampaignOption = None, json: JsonOption = False) -> None:
    """Mail each campaign its new top jobs; nothing goes out twice for the same day."""
    _run_named(["notify_daily"], campaign, json)


def _show_estimate(settings: Settings, json: bool) -> None:
    from services.enricher.chatgpt.estimate import estimate  # noqa: PLC0415
    from services.orchestration import stages  # noqa: PLC0415

    found = estimate(database.connect(settings, pool_size=1), run=stages.new_run(), settings=settings)
    if json:
        print_json(asdict(found))
        return
    out.print(
        f"{found.texts} texts are unread: {found.calls} calls of {settings.openai_model} with up to {found.tokens_in} "
        f"tokens, about ${found.likely_usd:.4f} and at most ${found.most_usd:.4f}."
    )
    out.print(
        f"Today's budget is ${found.budget_usd:.2f} (OPENAI_DAILY_BUDGET_USD), of which ${found.spent_today_usd:.4f} "
        f"are taken: it carries {found.affordable_texts} of the {found.texts} texts."
    )
    if settings.uses_sandbox("openai"):
        out.print("The sandbox answers: no money is spent.")


def _run_named(names: Sequence[str], campaign_id: int | None, json: bool) -> None:
    settings = stack_settings()
    from services.orchestration import stages  # noqa: PLC0415

    known: dict[str, Stage] = dict(stages.STAGES)
    _run_stages(settings, [(name, known[name]) for name in names], campaign_id, json)


def _run_stages(
    settings: Settings,
    named: Sequence[tuple[str, Stage]],
    campaign_id: int | None,
    json: bool,
    *,
    context: RunContext | None = None,
) -> None:
    from services.orchestration import stages  # noqa: PLC0415

    context = context or stages.new_run(campaign_id)
    results: list[dict[str, Any]] = []
    with _progress(json) as bars:
        for task_id, stage in named:
            bar = bars.add_task(task_id, total=None, note="")

            def on_progress(done: int, total: int, bar: Any = bar) -> None:
                bars.update(bar, completed=done, total=total)

            takes_progress = "on_progress" in inspect.signature(stage).parameters
            metrics = stage(settings, context, **({"on_progress": on_progress} if takes_progress else {}))
            bars.update(bar, total=1, completed=1, note=_note(metrics))
            results.append({"task_id": task_id, **asdict(metrics)})
    if json:
        print_json({"run_id": context.run_id, "stages": results})
    if any(result["outcome"] == "failed" for result in results):
        raise typer.Exit(EXIT_FAILED)


def _mapped(run: RunContext, map_index: int) -> RunContext:
    return replace(run, map_index=map_index)


def _progress(json: bool) -> Progress:
    console: Console = err if json else out
    return Progress(
        SpinnerColumn(finished_text="✓"),
        TextColumn("{task.description:<24}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[note]}", markup=False),
        console=console,
        disable=json,
    )


def _note(metrics: StageMetrics) -> str:
    """The counts that are not nought, and what went wrong."""
    skipped = {"outcome", "message", "details", "cost_usd"}
    counts = [
        f"{value} {name.replace('_', ' ')}" for name, value in asdict(metrics).items() if value and name not in skipped
    ]
    words = ([metrics.outcome] if metrics.outcome != "ok" else []) + counts
    return ", ".join(words) + (f": {metrics.message}" if metrics.message else "")
