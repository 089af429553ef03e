"""Rows in tables that dbt builds: given columns as given, every other required one filled with something harmless."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

_REQUIRED = text(
    """
    select column_name, data_type from information_schema.columns
    where table_schema = :schema and table_name = :table and is_nullable = 'NO' and column_default is null
    """
)
_HARMLESS = {
    "text": "'x'", "uuid": "gen_random_uuid()", "bigint": "1", "integer": "1", "boolean": "false", "ARRAY": "'{}'",
    "timestamp with time zone": "now()", "date": "current_date", "jsonb": "'{}'", "numeric": "0",
}  # fmt: skip


def insert(admin: Connection, table: str, rows: list[dict[str, Any]], *, schema: str = "marts") -> None:
    """Insert rows that all have the same columns; `admin` is a connection of the administrator."""
    if not rows:
        return
    required = {row.column_name: row.data_type for row in admin.execute(_REQUIRED, {"schema": schema, "table": table})}
    given = list(rows[0])
    filled = {name: _HARMLESS[kind] for name, kind in required.items() if name not in given}
    columns = ", ".join([*given, *filled])
    values = ", ".join([*(f":{name}" for name in given), *filled.values()])
    admin.execute(text(f"insert into {schema}.{table} ({columns}) values ({values})"), rows)
