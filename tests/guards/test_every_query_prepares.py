"""Every named statement fits the migrated database, under the role that runs it."""

from __future__ import annotations

import re
from pathlib import Path

import psycopg2
import pytest
from code_base import files_named, name_of
from sqlalchemy import Connection

from services.shared.sql import queries_beside

PARAMETER = re.compile(r"(?<![:\w\\]):([a-z_][a-z0-9_]*)")
COMMENT = re.compile(r"--[^\n]*")
TEMPORARY = re.compile(r"(?i)^create temporary table\b")
# What is done to a work table is done instead: such a statement has no plan.
DONE = re.compile(r"(?i)^(?:truncate|analyze) (?P<table>\w+)$")
PREPARES = re.compile(r"(?i)^(?:select|insert|update|delete|merge|with|values)\b")

STATEMENTS = [
    pytest.param(path, name, id=f"{name_of(path)}:{name}")
    for path in files_named("*.sql", below="services")
    for name in queries_beside(str(path), path.name)
]


def numbered(path: Path, name: str) -> tuple[str, int]:
    """The statement with `$1`, `$2`… for its parameters, and how many there are."""
    statement = COMMENT.sub("", str(queries_beside(str(path), path.name)[name].text))
    names = list(dict.fromkeys(PARAMETER.findall(statement)))
    statement = PARAMETER.sub(lambda match: f"${names.index(match[1]) + 1}", statement)
    return statement.replace("\\:", ":").strip(), len(names)


def test_it_works() -> None:
    assert len(STATEMENTS) > 10


def make_temporary_tables(conn: Connection, path: Path) -> None:
    """The work tables that statements of the same file read."""
    for statement in queries_beside(str(path), path.name).values():
        if TEMPORARY.match(COMMENT.sub("", str(statement)).strip()):
            conn.execute(statement)


@pytest.mark.parametrize(("path", "name"), STATEMENTS)
def test_every_query_prepares(conn: Connection, path: Path, name: str) -> None:
    make_temporary_tables(conn, path)
    statement, count = numbered(path, name)
    if TEMPORARY.match(statement):
        return
    if done := DONE.match(statement):
        assert conn.exec_driver_sql("select to_regclass('pg_temp.' || %s)", (done["table"],)).scalar_one() is not None
        conn.exec_driver_sql(statement)
        return
    assert PREPARES.match(statement), "not a statement that PostgreSQL can prepare"
    with conn.connection.cursor() as cursor:
        cursor.execute("savepoint before_guard")
        try:
            cursor.execute("prepare guard as " + statement)
        except psycopg2.errors.IndeterminateDatatype:
            # psycopg2 sends literals, so a type that only a value tells is fine for it: plan it with nulls.
            cursor.execute("rollback to savepoint before_guard")
            cursor.execute("explain " + re.sub(r"\$\d+", "null", statement))
            return
        nulls = f"({', '.join(['null'] * count)})" if count else ""
        # Planning alone checks no rights; starting the plan, as explain does, checks those of app_user.
        cursor.execute(f"explain execute guard{nulls}")
        cursor.execute("deallocate guard")
