"""The generated job market: repeatable within a day, changing between days, as messy as the real one."""

from __future__ import annotations

import json
import re
from collections import Counter
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from services.sandbox.job_queries import parse_job_query
from services.sandbox.universe.board import GeneratedBoard
from services.sandbox.universe.bulk import generate_postings

TODAY = date(2026, 3, 2)
TYPICAL = [
    ("data engineer in Toronto", "ca"),
    ("python developer in Austin, Texas", "us"),
    ("software development engineer in Bengaluru", "in"),
]
V5_FIELDS = {
    "job_id job_title employer_name employer_logo employer_website job_publisher job_employment_type",
    "job_employment_types job_apply_link job_apply_is_direct apply_options job_description job_is_remote job_posted_at",
    "job_posted_at_timestamp job_posted_at_datetime_utc job_location job_city job_state job_country job_latitude",
    "job_longitude job_benefits job_google_link job_salary job_min_salary job_max_salary job_salary_period",
    "job_highlights job_onet_soc job_onet_job_zone",
}
MIDNIGHT = 1_772_409_600  # of TODAY, UTC
CONTRACTORS = ("contractor", "請負業者")
PAY_RANGE = re.compile(r"\$\d[\d,.]*K?( - |–| to )\S*\$?\d")
Row = dict[str, Any]


def found(query: str, country: str, today: date = TODAY, seed: int = 20260101, **parameters: str) -> list[Row]:
    return GeneratedBoard(seed).search(parse_job_query({"query": query, "country": country, **parameters}), today)


@pytest.fixture(scope="module")
def many() -> list[Row]:
    return list(generate_postings(4_000, seed=7, today=TODAY))


def share(rows: list[Row], holds: Any) -> float:
    return sum(1 for row in rows if holds(row)) / len(rows)


@pytest.mark.parametrize(("query", "country"), TYPICAL)
def test_it_works(query: str, country: str) -> None:
    rows = found(query, country)
    assert 25 <= len(rows) <= 60
    assert len({row["job_id"] for row in rows}) == len(rows)
    current = [row for row in rows if "job_location" in row]
    assert all({name for line in V5_FIELDS for name in line.split()} - {"job_salary"} <= row.keys() for row in current)


@pytest.mark.parametrize(("query", "country"), TYPICAL)
def test_the_same_day_gives_the_same_answer_and_another_seed_another(query: str, country: str) -> None:
    assert found(query, country) == found(query, country)
    assert {row["job_id"] for row in found(query, country)}.isdisjoint(
        row["job_id"] for row in found(query, country, seed=2)
    )


def test_each_day_some_postings_are_new_some_gone_and_some_edited() -> None:
    came = went = edited = returned = total = 0
    for query, country in TYPICAL:
        days = [{row["job_id"]: row for row in found(query, country, TODAY + timedelta(days=n))} for n in range(12)]
        for before, after in pairwise(days):
            came += len(after.keys() - before.keys())
            went += len(before.keys() - after.keys())
            edited += sum(content(before[key]) != content(after[key]) for key in before.keys() & after.keys())
            total += len(after)
        for first, second, third in zip(days, days[2:], days[4:], strict=False):
            same_ids = first.keys() & second.keys() & third.keys()
            returned += sum(content(first[k]) == content(third[k]) != content(second[k]) for k in same_ids)
    assert 0.08 <= came / total <= 0.2
    assert 0.08 <= went / total <= 0.2
    assert edited > 10
    assert returned > 0


def content(row: Row) -> str:
    """What an edit changes, without the relative dates that change by themselves."""
    kept = ("job_title", "job_description", "job_min_salary", "job_max_salary", "job_employment_type")
    return json.dumps([row[name] for name in kept])


def test_one_id_turns_up_in_several_queries_and_one_text_under_several_ids() -> None:
    engineers, analysts = found("data engineer in Toronto", "ca"), found("data analyst in Toronto", "ca")
    by_id = {row["job_id"]: row for row in engineers}
    shared = [row for row in analysts if row["job_id"] in by_id]
    assert shared
    assert all(row == by_id[row["job_id"]] for row in shared)
    texts = Counter((row["job_title"], row["employer_name"], row["job_description"]) for row in engineers)
    assert max(texts.values()) > 1


def test_a_query_that_means_nothing_finds_nothing_and_an_unknown_trade_finds_something() -> None:
    assert found("xyzzy plugh", "us") == []
    assert all(row["job_country"] in ("US", None) for row in found("beekeeper in Springfield", "us"))
    assert len(found("beekeeper in Springfield", "us")) > 0
    assert len(found("data engineer", "be")) > 0


@pytest.mark.parametrize(
    ("parameters", "holds"),
    [
        ({"date_posted": "today"}, lambda row: (row["job_posted_at_timestamp"] or MIDNIGHT) > MIDNIGHT - 86_400),
        ({"employment_types": "CONTRACTOR"}, lambda row: row["job_employment_type"].lower() in CONTRACTORS),
        ({"exclude_job_publishers": "LinkedIn,Indeed"}, lambda row: row["job_publisher"] not in ("LinkedIn", "Indeed")),
        ({"job_requirements": "no_degree"}, lambda row: "achelor" not in (row["job_description"] or "")),
        ({"radius": "1"}, lambda row: row["job_city"] != "Round Rock"),
    ],
)
def test_parameters_narrow_the_answer(parameters: dict[str, str], holds: Any) -> None:
    everything = found("python developer in Austin, Texas", "us")
    rows = found("python developer in Austin, Texas", "us", **parameters)
    assert 0 < len(rows) < len(everything)
    assert all(holds(row) for row in rows)


def test_remote_work_and_display_language() -> None:
    rows = found("python developer", "us", work_from_home="true", language="fr")
    assert rows
    shown = " ".join(str(row.get("job_posted_at")) for row in rows)
    assert "il y a" in shown


def test_bulk_postings_are_distinct_repeatable_and_of_real_size(many: list[Row]) -> None:
    assert len({row["job_id"] for row in many}) == len(many)
    assert len({row["job_description"] for row in many}) > 0.97 * len(many)
    assert many[:50] == list(generate_postings(50, seed=7, today=TODAY))
    sizes = sorted(len(json.dumps(row, ensure_ascii=False).encode()) for row in many)
    assert 4_500 <= sizes[len(sizes) // 2] <= 7_500


def text(row: Row) -> str:
    return str(row["job_description"] or "")


def display(row: Row) -> str:
    return row.get("job_salary_string") or ""


def types(row: Row) -> list[str]:
    return row.get("job_employment_types") or []


def amount(row: Row) -> object:
    return row["job_min_salary"] or row.get("job_salary") or display(row)


# Every trap of real answers, with the least share that makes it occur in an ordinary run.
TRAPS: dict[str, tuple[float, Any]] = {
    "period without amounts": (0.02, lambda r: r["job_salary_period"] and not amount(r)),
    "US dollars on a Canadian posting": (0.0005, lambda r: r["job_country"] == "CA" and " USD" in text(r)),
    "hourly": (0.02, lambda r: r["job_salary_period"] == "HOUR" and r["job_min_salary"]),
    "daily": (0.005, lambda r: r["job_salary_period"] == "DAY" and r["job_min_salary"]),
    "weekly": (0.003, lambda r: r["job_salary_period"] == "WEEK" and r["job_min_salary"]),
    "monthly": (0.01, lambda r: r["job_salary_period"] == "MONTH" and r["job_min_salary"]),
    "odd case of the period": (0.005, lambda r: r["job_salary_period"] and not r["job_salary_period"].isupper()),
    "a single amount": (0.01, lambda r: r.get("job_salary") and r["job_min_salary"] is None),
    "display string": (0.01, lambda r: re.search(r"\d+(\.\d+)?K a year", display(r))),
    "hourly display string with en dash": (0.005, lambda r: re.search(r"\d–\S+ an hour", display(r))),
    "pay in the text only": (0.03, lambda r: not r["job_salary_period"] and PAY_RANGE.search(text(r))),
    "lakh": (0.003, lambda r: "lakh" in text(r) or "LPA" in text(r)),
    "pounds": (0.003, lambda r: "£" in text(r)),
    "euros": (0.005, lambda r: "€" in text(r)),
    "CA$": (0.002, lambda r: "CA$" in text(r)),
    "billions that are no pay": (0.005, lambda r: "$5b AUM" in text(r) or "over $1 billion" in text(r)),
    "en dash in the type": (0.05, lambda r: "–" in r["job_employment_type"]),
    "type in Japanese": (0.01, lambda r: "フルタイム" in r["job_employment_type"]),
    "no types": (0.01, lambda r: r.get("job_employment_types") == []),
    "the same type twice": (0.01, lambda r: len(types(r)) > len(set(types(r)))),
    "remote in the title, flag false": (0.01, lambda r: "remote" in r["job_title"].lower() and not r["job_is_remote"]),
    "hybrid in the text": (0.1, lambda r: "ybrid" in text(r)),
    "Anywhere": (0.01, lambda r: r.get("job_location") == "Anywhere" and r["job_city"] is r["job_latitude"] is None),
    "(+2 others)": (0.005, lambda r: "   (+" in (r.get("job_location") or "")),
    "postal code only": (0.005, lambda r: (r.get("job_location") or "").startswith("〒")),
    "country only": (0.01, lambda r: r.get("job_location") == "Canada"),
    "state code in the old format": (0.003, lambda r: "job_location" not in r and r["job_state"] == "TX"),
    "state name in the new one": (0.03, lambda r: "job_location" in r and r["job_state"] == "Texas"),
    "no date at all": (0.05, lambda r: r.get("job_posted_at", 1) is None is r["job_posted_at_timestamp"]),
    "relative date only": (0.02, lambda r: r.get("job_posted_at") and r["job_posted_at_timestamp"] is None),
    "an aggregator": (0.01, lambda r: r["employer_name"] == "Jobs via Hirewell Express"),
    "confidential": (0.005, lambda r: r["employer_name"].lower().startswith("confidential")),
    "a Japanese employer": (0.005, lambda r: re.search("[぀-ヿ一-鿿]", r["employer_name"])),
    "a Cyrillic employer": (0.001, lambda r: re.search("[а-я]", r["employer_name"].lower())),
    "no description": (0.005, lambda r: r["job_description"] is None),
    "narrow space": (0.02, lambda r: "\u202f" in text(r)),
    "zero-width space": (0.02, lambda r: "\u200b" in text(r)),
    "asterisks": (0.2, lambda r: "**" in text(r)),
    "literal escape": (0.005, lambda r: r"\x26" in text(r)),
    "no highlights": (0.3, lambda r: r["job_highlights"] == {}),
    "Go-Live": (0.02, lambda r: "Go-Live" in text(r)),
    "the extra mile": (0.02, lambda r: "go the extra mile" in text(r)),
    "you excel": (0.01, lambda r: "You excel" in text(r)),
    "C-level": (0.01, lambda r: "C-level" in text(r)),
    "U.S.C.": (0.02, lambda r: "U.S.C." in text(r)),
    "C++ and C#": (0.02, lambda r: "C++" in text(r) and "C#" in text(r)),
    "Node.js": (0.005, lambda r: "Node.js" in text(r)),
    "distributed systems": (0.02, lambda r: "distributed systems" in text(r)),
    "Associate Director": (0.005, lambda r: "Associate Director" in r["job_title"]),
    "French": (0.01, lambda r: "Vos missions" in text(r)),
    "German": (0.005, lambda r: "Ihre Aufgaben" in text(r)),
    "Japanese": (0.005, lambda r: "業務内容" in text(r)),
}  # fmt: skip


@pytest.mark.parametrize("trap", TRAPS)
def test_every_trap_of_real_answers_occurs(trap: str, many: list[Row]) -> None:
    least, holds = TRAPS[trap]
    assert share(many, holds) >= least


def test_nothing_is_posted_in_the_future_and_pay_is_in_order(many: list[Row]) -> None:
    assert all((row["job_posted_at_timestamp"] or 0) <= MIDNIGHT for row in many)
    assert all(row["job_min_salary"] <= row["job_max_salary"] for row in many if row["job_min_salary"])
