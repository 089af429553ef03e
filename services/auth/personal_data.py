"""Everything kept about a person: handed out as one archive, or erased until nothing is left."""

from __future__ import annotations

import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from sqlalchemy import Connection, Select, column, func, select, table

from services.auth.accounts import User
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

# What opens an account or a link is no fact about a person, and in an archive it could be found.
_SECRET = re.compile(r"hash$|token")
ROWS_AT_A_TIME = 500

README = """This archive holds everything kept about your account.

data/    one file per table, one JSON object per row
files/   what you uploaded

Left out: your password's hash, the hashes of sessions and links, and what is made again from the rest every day.
"""


@dataclass(frozen=True, slots=True)
class PersonalTable:
    """A table with rows of people: by their own number, or by that of their campaigns."""

    table_schema: str
    table_name: str
    has_user_id: bool


def tables(conn: Connection) -> list[PersonalTable]:
    """Every such table, asked of the database itself, so that a new one cannot be forgotten."""
    return [PersonalTable(**row) for row in conn.execute(SQL["tables_about_people"]).mappings()]


def export(conn: Connection, target: IO[bytes], *, user: User, uploads: Path) -> None:
    """Write the archive. Rows are streamed: memory stays at a few hundred of them."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.txt", README)
        for one in tables(conn):
            with archive.open(f"data/{one.table_schema}.{one.table_name}.json", "w") as file:
                file.write(b"[")
                for number, row in enumerate(_rows(conn, one, user_id=user.user_id)):
                    kept = {name: value for name, value in row.items() if not _SECRET.search(name)}
                    text = json.dumps(kept, ensure_ascii=False, default=str)
                    file.write((",\n" if number else "\n").encode() + text.encode())
                file.write(b"\n]\n")
        for path in uploaded(uploads, user_id=user.user_id):
            archive.write(path, Path("files") / path.relative_to(uploads))


def erase(conn: Connection, *, user: User, uploads: Path) -> None:
    """Delete the account and all that is kept about it; the files go last, when the caller's rows are ready to go."""
    campaign_ids = _campaigns(conn, user_id=user.user_id)
    values = {"user_id": user.user_id, "email": user.email, "campaign_ids": campaign_ids}
    for statement in (
        "erase_rankings", "erase_ranking_state", "erase_gated", "erase_ranking_audit", "erase_metrics",
        "erase_search_results", "forget_first_finder", "forget_quarantine_finder", "erase_attempts",
        "erase_tokens_of_email", "erase_mails_of_email", "erase_user",
    ):  # fmt: skip
        conn.execute(SQL[statement], values)
    for folder in _folders(uploads, user_id=user.user_id):
        shutil.rmtree(folder)


def uploaded(uploads: Path, *, user_id: int) -> Iterator[Path]:
    """The person's files: `uploads/<kind>/<user_id>/…`."""
    for folder in _folders(uploads, user_id=user_id):
        yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _folders(uploads: Path, *, user_id: int) -> list[Path]:
    return sorted(path for path in uploads.glob(f"*/{user_id}") if path.is_dir())


def _rows(conn: Connection, one: PersonalTable, *, user_id: int) -> Iterator[dict[str, object]]:
    question = _question(conn, one, user_id=user_id).execution_options(yield_per=ROWS_AT_A_TIME)
    yield from conn.execute(question).scalars()


def _campaigns(conn: Connection, *, user_id: int) -> list[int]:
    return list(conn.execute(SQL["campaigns_of_person"], {"user_id": user_id}).scalars())


def _question(conn: Connection, one: PersonalTable, *, user_id: int) -> Select[Any]:
    # The names come from the catalogue, so the statement is built and quoted by SQLAlchemy instead of written down.
    rows = table(one.table_name, column("user_id"), column("campaign_id"), schema=one.table_schema)
    asked = select(func.to_jsonb(rows.table_valued())).select_from(rows)
    if one.has_user_id:
        return asked.where(rows.c.user_id == user_id)
    return asked.where(rows.c.campaign_id.in_(_campaigns(conn, user_id=user_id)))
