"""Engines, bulk loads and locks on the platform's PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, cast

import psycopg2.extensions
from psycopg2 import sql as identifiers
from sqlalchemy import Connection, Engine, create_engine, event, text

from services.shared.errors import StageAlreadyRunning
from services.shared.settings import DatabaseRole, Settings
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)
COPY_CHUNK_BYTES = 1 << 20
# Execution option of an engine or a connection: whose transactions these are.
PERSON = "user_id"


def connect(
    settings: Settings, role: DatabaseRole = "app_user", *, pool_size: int = 5, short_queries: bool = False
) -> Engine:
    """Engine for one role. Broken connections are replaced before use, so a restarted server heals by itself.

    With `short_queries`, as pages have them, plans are neither compiled nor split among processes: both take longer
    than the query. Looking something up costs about as much as reading on, as it does on a disk without moving parts,
    and pages that people read are in memory: a page costs ten rows and not a hundred.
    """
    engine = create_engine(
        settings.database_url(role),
        pool_size=pool_size,
        pool_pre_ping=True,
        hide_parameters=True,
        connect_args={"connect_timeout": 10, "application_name": f"jobs:{role}"},
    )
    event.listen(engine, "begin", _act_for_person)
    if short_queries:
        event.listen(engine, "connect", _plan_short_queries)
    return engine


def for_person(engine: Engine, *, user_id: int) -> Engine:
    """The same engine for one person: its transactions see and change their rows, whatever a query forgets to name.

    Role and number end with each transaction, so a connection that goes back to the pool takes neither along.
    """
    return engine.execution_options(**{PERSON: user_id})


def _act_for_person(conn: Connection) -> None:
    user_id = conn.get_execution_options().get(PERSON)
    if user_id is not None:
        conn.execute(SQL["act_for_person"], {"user_id": user_id})


def _plan_short_queries(connection: Any, _record: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "set jit = off; set max_parallel_workers_per_gather = 0;"
            "set seq_page_cost = 0.1; set random_page_cost = 0.11"
        )
    connection.commit()


def copy_rows(
    conn: Connection, table: str, columns: Sequence[str], rows: Iterable[Sequence[Any]], *, schema: str | None = None
) -> int:
    """Load rows with one `COPY`; None is null. Returns the number of rows. Memory stays at one chunk."""
    count = 0

    def chunks() -> Iterator[bytes]:
        nonlocal count
        lines: list[str] = []
        length = 0
        for row in rows:
            # In CSV an unquoted empty field is null and a quoted one is text, whatever it says.
            lines.append(",".join("" if v is None else '"' + str(v).replace('"', '""') + '"' for v in row) + "\n")
            count += 1
            length += len(lines[-1])
            if length >= COPY_CHUNK_BYTES:
                yield "".join(lines).encode()
                lines, length = [], 0
        yield "".join(lines).encode()

    target = identifiers.Identifier(schema, table) if schema else identifiers.Identifier(table)
    statement = identifiers.SQL("copy {} ({}) from stdin with (format csv)").format(
        target, identifiers.SQL(", ").join(map(identifiers.Identifier, columns))
    )
    # SQLAlchemy types what every driver has in common; COPY is psycopg2's own.
    with cast("psycopg2.extensions.cursor", conn.connection.cursor()) as cursor:
        # psycopg2 only reads, although its types also ask for `readline`.
        cursor.copy_expert(statement.as_string(cursor), _Reader(chunks()), size=COPY_CHUNK_BYTES)  # type: ignore[arg-type]
    return count


class _Reader:
    """The file-like object that psycopg2 wants, over an iterator of pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._rest = b""

    def read(self, size: int = -1, /) -> bytes:
        """Up to `size` bytes; psycopg2 always names a size."""
        while len(self._rest) < size and (piece := next(self._pieces, b"")):
            self._rest += piece
        taken, self._rest = self._rest[:size], self._rest[size:]
        return taken


@contextmanager
def exclusive_stage(engine: Engine, name: str) -> Iterator[None]:
    """Hold the advisory lock of one pipeline stage; raise StageAlreadyRunning when another process has it.

    The lock lives on its own connection, so a killed process frees it at once.
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as conn:
        got = conn.execute(text("select pg_try_advisory_lock(hashtext('stage'), hashtext(:name))"), {"name": name})
        if not got.scalar_one():
            raise StageAlreadyRunning(f"Stage {name} is already running in another process; let it finish first.")
        try:
            yield
        finally:
            conn.execute(text("select pg_advisory_unlock(hashtext('stage'), hashtext(:name))"), {"name": name})
