"""What the site and Tableau read is promised: columns, types and the key of every mart are written down."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from code_base import ROOT, files_named, name_of, text_of

MARTS = files_named("*.sql", below="dbt/models/marts")
MODELS = files_named("*.sql", below="dbt/models")


def documented() -> dict[str, dict[str, Any]]:
    """What the yml files say of each model, by its name."""
    found: dict[str, dict[str, Any]] = {}
    for path in [*files_named("*.yml", below="dbt/models"), *files_named("*.yaml", below="dbt/models")]:
        for model in (yaml.safe_load(text_of(path)) or {}).get("models", []):
            assert model["name"] not in found, f"{model['name']} is described twice"
            found[model["name"]] = model
    return found


def primary_key(model: dict[str, Any]) -> list[str]:
    """Columns of the contract's primary key, written on the model or on its column."""
    for constraint in model.get("constraints", []):
        if constraint["type"] == "primary_key":
            return list(constraint["columns"])
    return [
        column["name"]
        for column in model["columns"]
        if any(constraint["type"] == "primary_key" for constraint in column.get("constraints", []))
    ]


def test_it_works() -> None:
    assert {"fact_jobs", "dim_companies", "bridge_campaign_jobs"} <= {path.stem for path in MARTS}


def test_contracts_are_enforced() -> None:
    project = yaml.safe_load(text_of(ROOT / "dbt" / "dbt_project.yml"))["models"]["job_postings"]
    assert project["+contract"]["enforced"] is True
    assert project["marts"].get("+contract", {"enforced": True})["enforced"] is True
    assert [name_of(path) for path in MARTS if re.search(r"contract\s*=.*false", text_of(path))] == []


@pytest.mark.parametrize("path", MARTS, ids=name_of)
def test_every_mart_has_a_contract_and_a_unique_key(path: Path) -> None:
    model = documented()[path.stem]
    assert primary_key(model)
    assert model["description"]
    for column in model["columns"]:
        assert column.get("data_type"), f"{path.stem}.{column['name']} has no type"
        assert column.get("description"), f"{path.stem}.{column['name']} has no description"


@pytest.mark.parametrize("path", MODELS, ids=name_of)
def test_every_model_is_described(path: Path) -> None:
    assert documented().get(path.stem, {}).get("description")


def test_every_mart_has_a_reader() -> None:
    read = set()
    for path in files_named("*.yml", below="dbt/models"):
        for exposure in (yaml.safe_load(text_of(path)) or {}).get("exposures", []):
            read |= set(re.findall(r"ref\('(\w+)'\)", " ".join(exposure["depends_on"])))
    assert {path.stem for path in MARTS} <= read
