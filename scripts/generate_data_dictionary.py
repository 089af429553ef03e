#!/usr/bin/env python3
"""Writes project_documentation/data-dictionary.md: every table as the migrated database has it.

    .venv/bin/python scripts/generate_data_dictionary.py            # write it
    .venv/bin/python scripts/generate_data_dictionary.py --check    # exit 1 when it is not current

Types and rules come from the database of the settings (`jobs up`), descriptions of dbt's tables from its yml files, and
those of the other tables from the comments above them in docker/init.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import yaml
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from services.shared import database
from services.shared.settings import PROJECT_ROOT, get_settings

TARGET = PROJECT_ROOT / "project_documentation" / "data-dictionary.md"
SCHEMAS = {
    "raw": "What the sources answered, as they sent it. Written by the extractors, never changed by anybody else.",
    "staging": "Cleaned postings and companies (built by dbt) and the work tables of the services.",
    "marts": "What the site, the ranker, the digest and Tableau read, beside the application's own tables.",
}
COLUMNS = text("""
    select
        namespace.nspname as schema_name,
        class.relname as table_name,
        attribute.attname as column_name,
        format_type(attribute.atttypid, attribute.atttypmod) as data_type,
        attribute.attnotnull as is_required,
        attribute.attidentity <> '' as is_identity,
        pg_get_expr(standard.adbin, standard.adrelid) as default_value
    from pg_attribute as attribute
    join pg_class as class on class.oid = attribute.attrelid and class.relkind = 'r'
    join pg_namespace as namespace on namespace.oid = class.relnamespace
    left join pg_attrdef as standard on standard.adrelid = class.oid and standard.adnum = attribute.attnum
    where namespace.nspname in ('raw', 'staging', 'marts') and attribute.attnum > 0 and not attribute.attisdropped
    order by namespace.nspname, class.relname, attribute.attnum
""")
RULES = text("""
    select
        namespace.nspname as schema_name,
        class.relname as table_name,
        pg_get_constraintdef(rule.oid) as definition
    from pg_constraint as rule
    join pg_class as class on class.oid = rule.conrelid
    join pg_namespace as namespace on namespace.oid = class.relnamespace
    where namespace.nspname in ('raw', 'staging', 'marts') and rule.contype in ('p', 'u', 'f', 'c')
    order by namespace.nspname, class.relname, array_position(array['p', 'u', 'f', 'c'], rule.contype::text), definition
""")
_CREATED = re.compile(
    r"(?P<comment>(?:^--[^\n]*\n)*)^create table if not exists (?P<table>[\w.]+) \((?P<body>.*?)^\);",
    re.MULTILINE | re.DOTALL,
)
_COLUMN = re.compile(r"(?P<comment>(?:^    --[^\n]*\n)+)^    (?P<column>\w+) ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: what it is, and per column what it means."""

    description: str
    owner: str
    columns: dict[str, str] = field(default_factory=dict)


def tables_of_dbt(folder: Path) -> dict[str, Table]:
    """What dbt's yml files say, by `schema.table`."""
    found = {}
    for path in sorted(folder.glob("models/*/_*__models.yml")) + sorted(folder.glob("seeds/_*.yml")):
        schema = "staging" if path.parent.name == "seeds" else path.parent.name
        document = yaml.safe_load(path.read_text(encoding="utf-8"))
        for model in document.get("models", []) + document.get("seeds", []):
            columns = {column["name"]: column.get("description", "") for column in model.get("columns", [])}
            found[f"{schema}.{model['name']}"] = Table(model["description"], "dbt", columns)
    return found


def tables_of_migrations(folder: Path) -> dict[str, Table]:
    """What the comments above tables and columns of the migrations say, by `schema.table`."""
    found = {}
    for path in sorted(folder.glob("*.sql")):
        for created in _CREATED.finditer(path.read_text(encoding="utf-8")):
            columns = {match["column"]: _prose(match["comment"]) for match in _COLUMN.finditer(created["body"])}
            found[created["table"]] = Table(_prose(created["comment"]), f"docker/init/{path.name}", columns)
    return found


def descriptions_of_sources(folder: Path) -> dict[str, str]:
    """What dbt's yml files say about the tables that dbt only reads, by `schema.table`."""
    document = yaml.safe_load((folder / "models/staging/_sources.yml").read_text(encoding="utf-8"))
    return {
        f"{source['schema']}.{table['name']}": table["description"]
        for source in document["sources"]
        for table in source["tables"]
    }


def _prose(comment: str) -> str:
    return " ".join(line.strip().removeprefix("--").strip() for line in comment.splitlines()).strip()


def render(conn: Connection) -> str:
    """The whole page."""
    read_by_dbt = descriptions_of_sources(PROJECT_ROOT / "dbt")
    described = tables_of_migrations(PROJECT_ROOT / "docker" / "init") | tables_of_dbt(PROJECT_ROOT / "dbt")
    for name, table in described.items():
        if not table.description:
            described[name] = replace(table, description=read_by_dbt.get(name, ""))
    columns: dict[str, list[str]] = {}
    rules: dict[str, list[str]] = {}
    for row in conn.execute(COLUMNS):
        name = f"{row.schema_name}.{row.table_name}"
        meaning = described.get(name, Table("", "")).columns.get(row.column_name, "")
        default = "generated" if row.is_identity else f"`{row.default_value}`" if row.default_value else ""
        cells = (f"`{row.column_name}`", row.data_type, "yes" if row.is_required else "", default, meaning)
        columns.setdefault(name, []).append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    for row in conn.execute(RULES):
        rules.setdefault(f"{row.schema_name}.{row.table_name}", []).append(f"- `{row.definition}`")
    return "\n".join(_page(described, columns, rules)) + "\n"


def _page(described: dict[str, Table], columns: dict[str, list[str]], rules: dict[str, list[str]]) -> Iterator[str]:
    yield "# Data dictionary"
    yield ""
    yield "Generated by `scripts/generate_data_dictionary.py` from the migrated database, the comments in `docker/init`"
    yield "and dbt's yml files; change those and run it again."
    for schema, purpose in SCHEMAS.items():
        yield from ("", f"## {schema}", "", purpose)
        for name in (name for name in columns if name.startswith(f"{schema}.")):
            table = described.get(name, Table("", "nobody"))
            yield from ("", f"### {name}", "")
            if table.description:
                yield from (table.description, "")
            yield from (f"Made by {table.owner}.", "")
            yield from ("| column | type | required | default | meaning |", "|---|---|---|---|---|", *columns[name])
            if name in rules:
                yield from ("", "Rules:", "", *rules[name])


def main() -> int:
    """Write the page, or with `--check` say whether it is current."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 when the page is not current")
    asked = parser.parse_args()
    try:
        with database.connect(get_settings(), "postgres").connect() as conn:
            page = render(conn)
    except OperationalError as error:
        print(f"The database does not answer; `make up` starts one. {error.orig}", file=sys.stderr)
        return 2
    if not asked.check:
        TARGET.write_text(page, encoding="utf-8")
    elif TARGET.read_text(encoding="utf-8") != page:
        print(
            f"{TARGET.relative_to(PROJECT_ROOT)} is not current: run scripts/generate_data_dictionary.py",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
