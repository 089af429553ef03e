"""The data dictionary says what the migrated database is."""

from __future__ import annotations

import importlib.util
import sys
from types import ModuleType

import pytest
from sqlalchemy import Engine

from services.shared.settings import PROJECT_ROOT


@pytest.fixture(scope="module")
def dictionary() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location(
        "data_dictionary", PROJECT_ROOT / "scripts/generate_data_dictionary.py"
    )
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def test_it_works(dictionary: ModuleType, admin_engine: Engine) -> None:
    with admin_engine.connect() as conn:
        page = dictionary.render(conn)
    assert page == dictionary.TARGET.read_text(encoding="utf-8"), "run scripts/generate_data_dictionary.py"


def test_every_table_says_what_it_is(dictionary: ModuleType, admin_engine: Engine) -> None:
    with admin_engine.connect() as conn:
        page: str = dictionary.render(conn)
    assert "Made by nobody." not in page


def test_every_column_that_dbt_builds_is_described(dictionary: ModuleType) -> None:
    tables = dictionary.tables_of_dbt(PROJECT_ROOT / "dbt")
    assert "marts.fact_jobs" in tables
    assert [
        f"{name}.{column}" for name, table in tables.items() for column, words in table.columns.items() if not words
    ] == []
