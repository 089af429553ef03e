"""Recorded answers: one pool, filtered by the query, served as they were recorded."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from services.sandbox.job_queries import parse_job_query
from services.sandbox.recorded import RecordedBoard, RecordedCompanies
from services.shared.errors import ConfigurationError

TODAY = date(2026, 3, 2)


def posting(title: str, country: str, **more: object) -> dict[str, object]:
    return {"job_id": title, "job_title": title, "job_country": country, "job_description": "We work."} | more


def write(folder: Path, name: str, query: str | None, rows: list[dict[str, object]]) -> None:
    folder.mkdir(exist_ok=True)
    parameters = {"query": query} if query else {}
    (folder / name).write_text(json.dumps({"status": "OK", "parameters": parameters, "data": rows}))


@pytest.fixture
def board(tmp_path: Path) -> RecordedBoard:
    rows = [posting("Data Engineer", "CA"), posting("Platform Specialist", "CA"), posting("Data Engineer II", "US")]
    write(tmp_path, "a.json", "data engineer in Canada", rows)
    unnamed = posting("Payroll Clerk", "US", job_employment_type="Full–time", job_is_remote=True)
    del unnamed["job_id"]
    write(tmp_path, "b.json", None, [unnamed, posting("Cook", "IN", job_description="Some Kotlin, some salt.")])
    return RecordedBoard.read(tmp_path)


def titles(board: RecordedBoard, **parameters: str) -> list[Any]:
    return [row["job_title"] for row in board.search(parse_job_query(parameters), TODAY)]


def test_it_works(board: RecordedBoard) -> None:
    assert titles(board, query="data engineer in Toronto", country="ca") == ["Data Engineer", "Platform Specialist"]


def test_a_posting_without_an_id_stays_as_it_was_recorded(board: RecordedBoard) -> None:
    rows = board.search(parse_job_query({"query": "payroll clerk", "country": "us"}), TODAY)
    assert [row["job_title"] for row in rows] == ["Payroll Clerk"]
    assert "job_id" not in rows[0]


def test_place_words_and_common_words_find_nothing(board: RecordedBoard) -> None:
    assert titles(board, query="nurse in Canada", country="ca") == []
    assert titles(board, query="the jobs", country="ca") == []


def test_the_description_counts_when_it_has_every_word(board: RecordedBoard) -> None:
    assert titles(board, query="kotlin", country="in") == ["Cook"]
    assert titles(board, query="kotlin wizard", country="in") == []


def test_parameters_narrow_recorded_answers_too(board: RecordedBoard) -> None:
    wanted = {"query": "clerk", "country": "us"}
    assert titles(board, **wanted, employment_types="FULLTIME", work_from_home="true") == ["Payroll Clerk"]
    assert titles(board, **wanted, employment_types="PARTTIME") == []


def test_companies_are_found_by_name_or_by_the_recorded_question(tmp_path: Path) -> None:
    rows: list[dict[str, object]] = [{"name": "Lumen India"}, {"name": "Lumen"}, {"name": "LFiber"}]
    write(tmp_path, "a.json", "lumen", rows)
    found = RecordedCompanies.read(tmp_path)
    assert [row["name"] for row in found.search("Lumen India", 10)] == ["Lumen India", "Lumen", "LFiber"]
    assert found.search("Somebody else", 10) == []


@pytest.mark.parametrize("content", [None, "{}", "[]", "no json"])
def test_a_folder_without_answers_is_an_error_that_names_the_setting(tmp_path: Path, content: str | None) -> None:
    if content:
        (tmp_path / "a.json").write_text(content)
    with pytest.raises(ConfigurationError, match="SANDBOX_PAYLOADS_DIR"):
        RecordedBoard.read(tmp_path)
