"""How often stated pay is read exactly, and how often pay is read where none is stated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from services.enricher.salary import extract_salary
from tests.benchmarks import labels, own_cases
from tests.benchmarks.labels import count, share
from tests.benchmarks.report import Figure


def salary_own() -> Iterator[Figure]:
    """Sentences about pay we wrote."""
    right = [is_read(case) for case in own_cases.pay()]
    yield share("salary_own", right, "own cases; was 0.912", "both ends, period and currency exact", at_least=0.97)


def is_read(case: own_cases.PayCase) -> bool:
    found = extract_salary(case.text, case.country)
    if found is None or case.expected is None:
        return found is None and case.expected is None
    low, high = labels.ends_of(found)
    return (low, high, found.period, found.currency) == case.expected


def salary_invented() -> Iterator[Figure]:
    """Sentences with amounts that are no pay."""
    invented = [extract_salary(text, "us") is not None for text in own_cases.traps()]
    yield share(
        "salary_invented", invented, "own traps; was 0.162", "texts without pay in which pay was read", at_most=0.01
    )


def salary_hand(cases: Path) -> Iterator[Figure]:
    """Short texts of pay fields labelled by hand, some of which tell no pay."""
    right = []
    for case in json.loads(cases.read_text(encoding="utf-8")):
        low, high, unit = (case["rest"] if "rest" in case else [case["min"], case["max"], case["unit"]])[:3]
        found = extract_salary(case["text"])
        if low is None and high is None:
            right.append(found is None)
            continue
        ends = [float(end) if end is not None else None for end in (low, high)]
        period = unit.removeprefix("Period.").lower() if unit else None
        right.append(found is not None and labels.ends_of(found) == ends and period in (None, found.period))
    yield share(
        "salary_hand", right, "labelled by hand; was 1.0", "both ends exact, and the period where labelled; or no pay"
    )


def salary_glassdoor(estimates: Path) -> Iterator[Figure]:
    """Glassdoor's own way of writing pay."""
    right = []
    for row in labels.csv_rows(estimates):
        period, unit = ("hour", 1) if row["hourly"] == "1" else ("year", 1000)
        found = extract_salary(row["Salary Estimate"], "us")
        ends = [float(row["min_salary"]) * unit, float(row["max_salary"]) * unit]
        right.append(found is not None and labels.ends_of(found) == ends and found.period == period)
    yield share(
        "salary_glassdoor", right, "Glassdoor estimates; was 1.0", "both ends and the period exact", at_least=0.995
    )


def salary_adzuna(salaries: Path) -> Iterator[Figure]:
    """British free text; the label is one yearly figure: the middle of both ends."""
    errors = []
    for row in labels.csv_rows(salaries):
        found = extract_salary(row["SalaryRaw"], "gb")
        ends = [end for end in labels.ends_of(found) if end is not None]
        year = sum(ends) / len(ends) * labels.ADZUNA_YEAR[found.period] if found else 0
        errors.append(abs(year / float(row["SalaryNormalized"]) - 1))
    yield share(
        "salary_adzuna", [error <= labels.TOLERANCE for error in errors], "Adzuna UK, normalised pay; was 0.982",
        f"middle of both ends, per year by Adzuna's hours, within {labels.TOLERANCE:.0%}; within 10 % "
        f"{count([error <= 0.1 for error in errors])}",
        at_least=0.95,
    )  # fmt: skip


def salary_jsearch(postings: Path) -> Iterator[Figure]:
    """Descriptions against the figures of the API."""
    fields = ("job_description", "job_min_salary", "job_max_salary", "job_salary_period", "job_country")
    rows = ([row[field] for field in fields] for row in labels.json_rows(postings))
    yield labels.pay_of_descriptions("salary_jsearch", "JSearch's figures; was 0.961", rows)


def salary_indeed(postings: Path) -> Iterator[Figure]:
    """Descriptions against the board's figures, of which the hourly ones are cut to whole dollars."""
    fields = ("description", "min_amount", "max_amount", "interval")
    postings_read = labels.json_rows(postings)
    rows = ([*(row[field] for field in fields), row["location"].rpartition(", ")[2]] for row in postings_read)
    yield labels.pay_of_descriptions("salary_indeed", "Indeed's figures; was 0.976", rows)


MEASURES = [
    (salary_own, list[str]()),
    (salary_invented, list[str]()),
    (salary_hand, ["salary/hand_cases.json"]),
    (salary_glassdoor, ["salary/glassdoor.csv"]),
    (salary_adzuna, ["salary/adzuna_uk.csv"]),
    (salary_jsearch, ["salary/jsearch.jsonl"]),
    (salary_indeed, ["salary/indeed.jsonl"]),
]
