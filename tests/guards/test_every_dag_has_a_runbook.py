"""A DAG's docstring is the page that an operator reads at night."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from code_base import files_named, name_of, text_of


def dag_ids(path: Path) -> list[str]:
    """Functions under `@dag` or `@dag(...)`."""
    found = []
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef):
            called = [d.func if isinstance(d, ast.Call) else d for d in node.decorator_list]
            if any(isinstance(name, ast.Name) and name.id == "dag" for name in called):
                found.append(node.name)
    return found


def task_ids(path: Path) -> list[str]:
    """Functions under `@task`, `@task(...)` or `@task.something`."""
    found = []
    for node in ast.walk(ast.parse(text_of(path))):
        if isinstance(node, ast.FunctionDef) and any(
            ast.unparse(decorator).startswith("task") for decorator in node.decorator_list
        ):
            found.append(node.name)
    return found


DAG_FILES = [path for path in files_named("*.py", below="airflow/dags") if dag_ids(path)]


def test_it_works() -> None:
    assert ["jobs_etl_daily"] in [dag_ids(path) for path in DAG_FILES]


@pytest.mark.parametrize("path", DAG_FILES, ids=name_of)
def test_every_dag_has_a_runbook(path: Path) -> None:
    runbook = ast.get_docstring(ast.parse(text_of(path))) or ""
    assert len(runbook.splitlines()) >= 5
    assert "fails" in runbook
    for task in task_ids(path):
        assert f"`{task}`" in runbook, f"the runbook of {name_of(path)} does not speak of {task}"


@pytest.mark.parametrize("path", DAG_FILES, ids=name_of)
def test_the_runbook_is_what_airflow_shows(path: Path) -> None:
    assert re.search(r"doc_md\s*=\s*__doc__", text_of(path))


@pytest.mark.parametrize("path", DAG_FILES, ids=name_of)
def test_the_file_is_named_after_its_dag(path: Path) -> None:
    assert dag_ids(path) == [path.stem]
