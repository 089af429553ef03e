"""What holds for every file of the repository."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from code_base import ROOT, files, files_named, name_of, text_of

THIS_FILE = Path(__file__).resolve()


def offenders(pattern: str, paths: list[Path]) -> list[str]:
    """`file:line` of every match."""
    wanted = re.compile(pattern)
    return [
        f"{name_of(path)}:{number}"
        for path in paths
        if path != THIS_FILE
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if wanted.search(line)
    ]


def test_it_works() -> None:
    assert ROOT / "pyproject.toml" in files()


def test_airflow_and_dbt_folders_are_no_packages() -> None:
    # An __init__.py there would shadow the real airflow and dbt.
    assert [name_of(p) for folder in ("airflow", "dbt") for p in files_named("__init__.py", below=folder)] == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert offenders(r"(?<![\w.])/(?:work/(?:main|shared)|Users/\w|home/(?!airflow)\w+/|root/\w)", list(files())) == []


def test_nothing_is_left_to_do_in_a_comment() -> None:
    assert offenders(r"\b(?:TODO|FIXME|XXX|HACK)\b", [p for p in files() if p.suffix != ".lock"]) == []


def test_lock_files_carry_no_addresses() -> None:
    requirements = text_of(ROOT / "requirements.lock")
    assert "://" not in requirements
    assert "--hash=sha256:" in requirements
    assert not re.search(r"^--(?:index|extra-index|find-links)", requirements, re.MULTILINE)
    assert '"resolved"' not in text_of(ROOT / "campaign_ui" / "package-lock.json")


def test_there_is_one_lock_file_for_python() -> None:
    assert files_named("uv.lock") + files_named("poetry.lock") + files_named("Pipfile.lock") == []


def test_no_environment_file_but_the_example_is_kept() -> None:
    assert [name_of(path) for path in files() if path.name.startswith(".env")] == [".env.example"]


def test_the_site_holds_no_sql() -> None:
    sources = files_named("*.py", below="campaign_ui")
    assert offenders(r"(?i)\b(?:select\s.+\sfrom|insert\s+into|update\s+\w+\s+set|delete\s+from)\s", sources) == []
    assert offenders(r"from sqlalchemy(?:\.sql)? import .*\btext\b|sqlalchemy\.text\(", sources) == []
    assert files_named("*.sql", below="campaign_ui") == []


def test_every_module_opens_with_a_sentence() -> None:
    wanting = []
    for folder in ("services", "campaign_ui", "airflow", "scripts", "tests"):
        for path in files_named("*.py", below=folder):
            tree = ast.parse(text_of(path))
            first_line = (ast.get_docstring(tree) or "").strip().split("\n")[0]
            if tree.body and not first_line:
                wanting.append(name_of(path))
    assert wanting == []


def test_no_module_is_called_utils_helpers_or_manager() -> None:
    vague = re.compile(r"(?:^|_)(?:utils?|helpers?|manager|misc|common)$")
    parts = [path.relative_to(ROOT) for path in files_named("*.py")]
    assert [str(p) for p in parts if any(vague.search(part.removesuffix(".py")) for part in p.parts)] == []


def test_every_test_file_begins_with_test_it_works() -> None:
    wanting = []
    for path in files_named("test_*.py", below="tests"):
        tests = [
            node.name
            for node in ast.walk(ast.parse(text_of(path)))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.name.startswith("test_")
        ]
        if not tests or tests[0] != "test_it_works":
            wanting.append(name_of(path))
    assert wanting == []


def test_unit_tests_touch_neither_database_nor_network() -> None:
    forbidden = r"\b(?:own_)?engine\b\s*:|\bconn: Connection|psycopg2|create_engine|import requests"
    assert offenders(forbidden, files_named("*.py", below="tests/unit")) == []


def test_the_layers_are_kept() -> None:
    done = subprocess.run(
        [str(Path(sys.executable).with_name("lint-imports"))], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("path", files_named("*.md"), ids=name_of)
def test_every_document_has_one_title(path: Path) -> None:
    outside_code = re.sub(r"^```.*?^```", "", text_of(path), flags=re.DOTALL | re.MULTILINE)
    assert len(re.findall(r"^# \S", outside_code, re.MULTILINE)) == 1
