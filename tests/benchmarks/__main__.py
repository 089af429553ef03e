"""`make bench`: measure, print a table, write `JOBS_HOME/bench.json`. `BENCH_ONLY=id,id` measures some."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable

from services.shared.settings import get_settings
from services.shared.structured_logging import configure_logging
from tests.benchmarks import clean_clone, enrichment, loads, pages, pipeline, ranking
from tests.benchmarks.report import Figure, publish
from tests.benchmarks.stack import database_for_benchmarks

LOAD_POSTINGS = 10_000
READ_POSTINGS = 500
RANKED_POSTINGS, WHAT_IF_JOBS = 200_000, 10_000
FEW, MANY = 10_000, 50_000
NEW_ON_SECOND_DAY = 0.01
MEMORY_LIMIT_MB = 512
PAGE_POSTINGS, PAGE_RANKED = 1_000_000, 100_000


def raw_load() -> list[Figure]:
    """Our load against a bare COPY of the same rows."""
    with database_for_benchmarks() as settings:
        ratio, bare, ours = loads.raw_load_ratio(settings, LOAD_POSTINGS)
    detail = f"{LOAD_POSTINGS} postings: COPY {bare:.2f} s, ours {ours:.2f} s, median of {loads.ROUNDS} rounds"
    return [Figure("raw_load", ratio, "×", "bare COPY of the same rows", "≥ 0.6", ratio >= 0.6, detail)]


def staging_model() -> list[Figure]:
    """The dbt model against a bare statement that only takes the documents apart."""
    with database_for_benchmarks() as settings:
        ratio, bare, ours = loads.staging_ratio(settings, LOAD_POSTINGS)
    detail = f"{LOAD_POSTINGS} postings: bare {bare:.2f} s, model {ours:.2f} s, median of {loads.ROUNDS} rounds"
    return [Figure("staging_model", ratio, "×", "insert … jsonb_to_record", "≥ 0.5", ratio >= 0.5, detail)]


def rules_enrichment() -> list[Figure]:
    """All four functions of the rules on the postings that a bare matcher also goes through."""
    speeds = enrichment.measure(READ_POSTINGS)
    ratio = statistics.median(speeds.ratios)
    return [
        Figure(
            "rules_enrichment", ratio, "×", "bare PhraseMatcher over the same vocabulary", "≥ 1", ratio >= 1,
            f"{READ_POSTINGS:,} postings, {speeds.rules:.0f}/s against {speeds.matcher:.0f}/s of one core, rounds from "
            f"{min(speeds.ratios):.2f} to {max(speeds.ratios):.2f}, {speeds.peak_mb:.0f} MB",
        )
    ]  # fmt: skip


def whole_pipeline() -> list[Figure]:
    """10,000 and 50,000 postings, and one percent more the day after."""
    with database_for_benchmarks() as settings:
        pipeline.prepare(settings)
        few = pipeline.run_pass(settings, FEW, seed=1)
    with database_for_benchmarks() as settings:
        pipeline.prepare(settings)
        many = pipeline.run_pass(settings, MANY, seed=2)
        second = pipeline.run_pass(settings, int(MANY * NEW_ON_SECOND_DAY), seed=3)
    growth = many.total / few.total / (MANY / FEW)
    part = second.total / many.total
    python_mb, postgres_mb = max(few.python_mb, many.python_mb), max(few.postgres_mb, many.postgres_mb)
    by_stage = ", ".join(f"{name} {many.seconds[name]:.1f}" for name in pipeline.STAGES)
    second_by_stage = ", ".join(f"{name} {second.seconds[name]:.2f}" for name in pipeline.STAGES)
    return [
        Figure(
            "pipeline_growth", growth, "×", f"proportional to {FEW:,} postings", "≤ 1.3", growth <= 1.3,
            f"{FEW:,} in {few.total:.1f} s, {MANY:,} in {many.total:.1f} s ({by_stage})",
        ),
        Figure(
            "second_day", part, "of the first", f"first load of {MANY:,} postings", "≤ 0.05", part <= 0.05,
            f"1 % new: {second.total:.2f} s of {many.total:.1f} s ({second_by_stage})",
        ),
        Figure(
            "pipeline_memory", max(python_mb, postgres_mb), "MB", "largest single process", f"< {MEMORY_LIMIT_MB}",
            max(python_mb, postgres_mb) < MEMORY_LIMIT_MB,
            f"{MANY:,} postings: Python and dbt {python_mb:.0f} MB, PostgreSQL {postgres_mb:.0f} MB of its own",
        ),
    ]  # fmt: skip


def ranked() -> list[Figure]:
    """200,000 postings for ten campaigns, a tenth of that for growth, and the answer to "what if"."""
    with database_for_benchmarks() as settings:
        few = ranking.measure(settings, RANKED_POSTINGS // 10, rounds=1)
        what_if = ranking.what_if_seconds(settings, WHAT_IF_JOBS) * 1000
    with database_for_benchmarks() as settings:
        many = ranking.measure(settings, RANKED_POSTINGS)
    ratio, daily = many.bare / many.full, many.changed / many.full
    growth = many.full / few.full / (many.pairs / few.pairs)
    return [
        Figure(
            "ranking", ratio, "×", "bare insert of the same rows", "≥ 0.5", ratio >= 0.5,
            f"{many.pairs:,} pairs: bare {many.bare:.1f} s, ranked {many.full:.1f} s, from nothing {many.first:.1f} s",
        ),
        Figure(
            "ranking_daily", daily, "of the full time", "1 % changed postings", "≤ 0.05", daily <= 0.05,
            f"{many.changed_pairs:,} pairs in {many.changed:.2f} s; next morning, with 1 % new ones and recency, "
            f"{many.morning_pairs:,} pairs in {many.morning:.2f} s",
        ),
        Figure(
            "ranking_growth", growth, "×", f"proportional to {few.pairs:,} pairs", "≤ 1.3", growth <= 1.3,
            f"{few.pairs:,} in {few.full:.1f} s, {many.pairs:,} in {many.full:.1f} s, at most {many.peak_mb:.0f} MB",
        ),
        Figure("what_if", what_if, "ms", f"one campaign with {WHAT_IF_JOBS:,} jobs", "≤ 100", what_if <= 100, "median"),
    ]  # fmt: skip


def make_up() -> list[Figure]:
    """A clean clone with a warm package cache."""
    found = clean_clone.measure()
    overhead = found.run - found.work
    return [
        Figure(
            "make_up", found.first, "s", "clean clone, warm package cache", "< 180", found.first < 180,
            "one full run included",
        ),
        Figure("make_up_again", found.second, "s", "the same clone", "< 40", found.second < 40, "nothing left to do"),
        Figure("dag_overhead", overhead, "s", f"{found.work:.1f} s of work", "–", None, f"run of {found.run:.1f} s"),
    ]  # fmt: skip


def site_pages() -> list[Figure]:
    """Every page of jobs under load, with few postings and with a million."""
    pages.needed_tool()
    with database_for_benchmarks() as small, database_for_benchmarks() as large:
        few, many = pages.measure([(small, FEW, FEW), (large, PAGE_POSTINGS, PAGE_RANKED)])
    lists = [name for name in many if name not in ("job", "change")]
    slowest = max(lists, key=lambda name: many[name].p95)
    growth = {name: many[name].alone / few[name].alone for name in lists}
    steepest = max(growth, key=lambda name: growth[name])
    per_second = sum(many[name].per_second for name in lists) / len(lists)
    largest = max(many, key=lambda name: many[name].size)
    kilobytes, bundle = many[largest].size / 1000, pages.bundle_size() / 1000
    failed = sum(load.failed for load in [*few.values(), *many.values()])
    sizes = f"{PAGE_POSTINGS:,} postings, {PAGE_RANKED:,} ranked"
    change, job = many["change"].p95, many["job"].p95
    return [
        Figure("pages", many[slowest].p95, "ms", sizes, "≤ 100", many[slowest].p95 <= 100 and not failed,
               f"p95 of the slowest list ({slowest}); {per_second:.0f} requests/s on average, {failed} failed"),
        Figure("pages_growth", growth[steepest], "×", f"p95 with {FEW:,} postings, all ranked", "≤ 1.3",
               growth[steepest] <= 1.3,
               f"one at a time; steepest: {steepest}, {few[steepest].alone:.1f} to {many[steepest].alone:.1f} ms"),
        Figure("pages_job", job, "ms", sizes, "≤ 50", job <= 50,
               f"p95 of a job's page; {many['job'].per_second:.0f}/s"),
        Figure("pages_change", change, "ms", sizes, "≤ 50", change <= 50, "p95 of marking a favourite"),
        Figure("pages_html", kilobytes, "KB", "HTML of a page", "≤ 150", kilobytes <= 150, f"largest: {largest}"),
        Figure("pages_bundle", bundle, "KB", "CSS and JS, compressed", "≤ 200", bundle <= 200, "gzip"),
    ]  # fmt: skip


BENCHES: dict[tuple[str, ...], Callable[[], list[Figure]]] = {
    ("raw_load",): raw_load,
    ("staging_model",): staging_model,
    ("rules_enrichment",): rules_enrichment,
    ("enrich_task", "enrich_memory"): enrichment.task,
    ("pipeline_growth", "second_day", "pipeline_memory"): whole_pipeline,
    ("ranking", "ranking_daily", "ranking_growth", "what_if"): ranked,
    ("pages", "pages_growth", "pages_job", "pages_change", "pages_html", "pages_bundle"): site_pages,
    ("make_up", "make_up_again", "dag_overhead"): make_up,
}


def main() -> None:
    """Run the wanted benches one after the other."""
    configure_logging(json=False, level="WARNING")
    wanted = {name for name in os.environ.get("BENCH_ONLY", "").split(",") if name}
    known = {name for names in BENCHES for name in names}
    if wanted - known:
        raise SystemExit(f"BENCH_ONLY names {sorted(wanted - known)}; there are {sorted(known)}.")
    figures = [
        figure
        for names, bench in BENCHES.items()
        if not wanted or wanted & set(names)
        for figure in bench()
        if not wanted or figure.id in wanted
    ]
    publish(figures, get_settings().jobs_home / "bench.json")


if __name__ == "__main__":
    main()
