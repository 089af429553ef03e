"""How often level and remote type are read as people label them."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path

from services.enricher.remote_work import extract_remote_type
from services.enricher.seniority import extract_seniority
from tests.benchmarks import labels, own_cases
from tests.benchmarks.labels import count, share
from tests.benchmarks.report import Figure


def seniority_own() -> Iterator[Figure]:
    """Titles and descriptions we wrote."""
    right = [extract_seniority(case.title, case.description) == case.expected for case in own_cases.seniority()]
    yield share("seniority_own", right, "own cases; was 0.892", "the level, or none where none is told", at_least=0.97)


def seniority_linkedin(titles: Path) -> Iterator[Figure]:
    """The level that posters chose, which is noisy; a level word that we read nothing from counts as wrong."""
    rows = [row for row in labels.csv_rows(titles) if labels.LEVEL_WORD.search(row["title"])]
    levels = [extract_seniority(row["title"]) for row in rows]
    agrees = [
        level is not None and row["experience_level"] in labels.LINKEDIN_LEVELS[level]
        for row, level in zip(rows, levels, strict=True)
    ]
    found = [right for right, level in zip(agrees, levels, strict=True) if level]
    held = [right for right, row in zip(agrees, rows, strict=True) if int(row["job_id"]) % 2]
    yield share(
        "seniority_linkedin", agrees, f"LinkedIn, {len(rows):,} titles with a level word; was 0.707",
        "junior = Entry or Associate, mid = Associate or Mid-Senior, senior to manager = Mid-Senior, the others by "
        f"name; where a level was found {count(found)}; held out while rules were written (odd ids) {count(held)}; "
        f"two posters of one title agree in {labels.agreement(rows):.0%} of pairs",
        at_least=0.72,
    )  # fmt: skip


def seniority_classified(titles: Path) -> Iterator[Figure]:
    """Titles in five classes, of which we know four by name."""
    right: dict[str, list[bool]] = defaultdict(list)
    for row in labels.csv_rows(titles):
        expected = labels.CLASSES.get(extract_seniority(row["Position"]) or "", {"Other"})
        right[row["Classification"]].append(row["Classification"] in expected)
    classes = ", ".join(f"{name} {count(one)}" for name, one in sorted(right.items()))
    yield share(
        "seniority_classified", [one for some in right.values() for one in some],
        "rootstrap, titles in five classes; was 0.844",
        "executive = C-Suite or VP, director, manager, any other level or none = Other (its Managers hold leads, its "
        f"Directors managing directors); {classes}",
    )  # fmt: skip


def remote_own() -> Iterator[Figure]:
    """Postings we wrote."""
    cases = own_cases.remote()
    right = [extract_remote_type(case.title, case.description, case.location) == case.expected for case in cases]
    yield share(
        "remote_own", right, "own cases; was 0.787", "remote, hybrid, onsite or none, all four alike", at_least=0.97
    )


def remote_indeed(postings: Path) -> Iterator[Figure]:
    """What a person reads in the text, and the flag of the board, which is itself a guess."""
    rows = labels.json_rows(postings)
    kinds = [extract_remote_type(row["title"], row["description"], row["location"]) for row in rows]
    audit = own_cases.remote_audit()
    pairs = [(kind == "remote", audit.get(row["id"]) == "remote") for row, kind in zip(rows, kinds, strict=True)]
    low, high = labels.f1_interval(pairs)
    score = labels.f1(pairs)
    told = count([labelled for found, labelled in pairs if found])
    seen = count([found for found, labelled in pairs if labelled])
    yield Figure(
        "remote_audited", score, "F1", f"Indeed, {len(rows)} postings, read by a person; was 0.865", "≥ 0.9",
        score >= 0.9, f"[{low:.3f}, {high:.3f}] precision {told}, recall {seen}",
    )  # fmt: skip
    flagged = [row["is_remote"].lower() == "true" for row in rows]
    missed = Counter(str(kind) for kind, flag in zip(kinds, flagged, strict=True) if flag and kind != "remote")
    yield share(
        "remote_flag_precision", [flag for kind, flag in zip(kinds, flagged, strict=True) if kind == "remote"],
        "Indeed's flag; was 1.0", "of those found remote; hybrid counts as not remote",
    )  # fmt: skip
    yield share(
        "remote_flag_recall", [kind == "remote" for kind, flag in zip(kinds, flagged, strict=True) if flag],
        "Indeed's flag; was 0.656",
        'of those flagged, many of which say "Work Location: In person"; the missed were found '
        + ", ".join(f"{name} {n}" for name, n in missed.most_common()),
    )  # fmt: skip


MEASURES = [
    (seniority_own, list[str]()),
    (seniority_linkedin, ["seniority/linkedin_titles.csv"]),
    (seniority_classified, ["seniority/classified_titles.csv"]),
    (remote_own, list[str]()),
    (remote_indeed, ["remote/indeed.jsonl"]),
]
