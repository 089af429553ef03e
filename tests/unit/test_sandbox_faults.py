"""Faults by name, rate, count, service and words."""

from __future__ import annotations

import pytest

from services.sandbox.faults import FAULTS, Fault, FaultPlan, parse_faults
from services.sandbox.faulty_answers import damaged_rows
from services.shared.errors import ConfigurationError

ROWS = [{"job_id": str(number), "job_title": "t", "job_description": "d", "job_latitude": 1.5} for number in range(10)]


def test_it_works() -> None:
    plan = FaultPlan(parse_faults("rate_limit:first2, glassdoor.server_error"))
    assert [bool(plan.strike("jsearch")) for _ in range(3)] == [True, True, False]
    assert plan.strike("glassdoor") == {"server_error"}


@pytest.mark.parametrize("name", FAULTS)
def test_every_documented_name_is_known_and_strikes_its_own_services(name: str) -> None:
    plan = FaultPlan(parse_faults(name))
    assert bool(plan.strike("smtp")) == name.startswith("smtp_")
    assert bool(plan.strike("openai")) != name.startswith("smtp_")
    assert bool(plan.strike("jsearch")) != name.startswith(("smtp_", "llm_"))


def test_the_status_code_is_an_alias() -> None:
    assert parse_faults("429:first2@poison") == (Fault("rate_limit", 1.0, 2, None, "poison"),)


@pytest.mark.parametrize("text", ["nonsense", "drip:2", "drip:-1", "drip:first", "ftp.drip", "drip:0.1.2"])
def test_what_is_no_fault_is_an_error_that_names_the_setting(text: str) -> None:
    with pytest.raises(ConfigurationError, match="SANDBOX_FAULTS"):
        parse_faults(text)


def test_a_rate_is_a_share_of_the_calls_and_repeatable() -> None:
    plan = FaultPlan(parse_faults("server_error:0.3"), seed=5)
    first = [bool(plan.strike("jsearch")) for _ in range(1_000)]
    assert 240 < sum(first) < 360
    plan.replace("server_error:0.3")
    assert [bool(plan.strike("jsearch")) for _ in range(1_000)] == first


def test_a_fault_may_wait_for_words_of_the_query() -> None:
    plan = FaultPlan(parse_faults("unauthorized@poison"))
    assert not plan.strike("jsearch", "data engineer")
    assert plan.strike("jsearch", "Poison engineer in Paris")


@pytest.mark.parametrize(("fault", "bad"), [("schema_10", 1), ("schema_60", 6), ("nul", 0)])
def test_the_share_of_broken_rows_is_exact(fault: str, bad: int) -> None:
    rows = damaged_rows(ROWS, frozenset({fault}), id_field="job_id", text_field="job_description")
    assert sum(not isinstance(row.get("job_id"), str) for row in rows) == bad
    assert ("\x00" in str(rows[0]["job_description"])) == (fault == "nul")
    assert ROWS[0]["job_description"] == "d"
