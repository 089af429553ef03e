"""What the runner makes of dbt's `run_results.json`."""

# A node is one line, however long.
from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from services.orchestration.dbt_runner import read_results
from services.shared.errors import PlatformError


def results(folder: Path, *nodes: dict[str, Any]) -> Path:
    path = folder / "run_results.json"
    path.write_text(json.dumps({"results": list(nodes)}), encoding="utf-8")
    return path


def node(unique_id: str, status: str, message: str | None = None, rows: int | None = None) -> dict[str, Any]:
    response = {} if rows is None else {"rows_affected": rows}
    return {
        "unique_id": unique_id,
        "status": status,
        "message": message,
        "execution_time": 0.25,
        "adapter_response": response,
    }


def test_it_works(tmp_path: Path) -> None:
    path = results(
        tmp_path,
        node("model.job_postings.fact_jobs", "success", "INSERT 0 12", rows=12),
        node("model.job_postings.dim_companies", "success", "CREATE TABLE", rows=-1),
        node("test.job_postings.assert_pay_is_in_order", "pass", rows=0),
        node(
            "test.job_postings.every_posting_has_a_title.0123abcd",
            "warn",
            "Got 3 results,\n  configured to warn if != 0",
        ),
        node("test.job_postings.assert_no_campaign_says_uk", "fail", "Got 1 result"),
    )
    result = read_results(path, exit_code=1, output=[])
    assert result.rows_by_model == {"fact_jobs": 12, "dim_companies": 0}
    assert (result.tests_passed, result.tests_warned, result.tests_failed) == (1, 1, 1)
    assert result.messages == [
        "every_posting_has_a_title (warn): Got 3 results, configured to warn if != 0",
        "assert_no_campaign_says_uk (fail): Got 1 result",
    ]
    assert result.seconds_by_node["fact_jobs"] == 0.25


def test_an_error_names_the_node_and_not_those_skipped_because_of_it(tmp_path: Path) -> None:
    path = results(
        tmp_path,
        node(
            "model.job_postings.fact_jobs",
            "error",
            "Database Error\n  division by zero\n  compiled code at /tmp/gone.sql",
        ),
        node("model.job_postings.bridge_campaign_jobs", "skipped"),
    )
    with pytest.raises(PlatformError) as raised:
        read_results(path, exit_code=1, output=[])
    assert str(raised.value) == "dbt failed: fact_jobs (error): Database Error division by zero"


def test_a_test_that_could_not_run_is_an_error_and_no_failure(tmp_path: Path) -> None:
    path = results(tmp_path, node("test.job_postings.assert_pay_is_in_order", "error", "Database Error"))
    with pytest.raises(PlatformError, match="assert_pay_is_in_order"):
        read_results(path, exit_code=1, output=[])


def test_a_dbt_that_never_began_is_explained_by_its_last_words(tmp_path: Path) -> None:
    with pytest.raises(PlatformError, match="exit code 2 before it ran anything: Parsing Error in a file"):
        read_results(tmp_path / "missing.json", exit_code=2, output=["Parsing Error", "  in a file"])


def test_a_name_that_selects_nothing_is_an_empty_result(tmp_path: Path) -> None:
    result = read_results(results(tmp_path), exit_code=0, output=[])
    assert (result.rows_by_model, result.tests_passed) == ({}, 0)
