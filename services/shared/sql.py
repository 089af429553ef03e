"""Named statements from the `queries.sql` beside the module that uses them."""

from __future__ import annotations

import re
from pathlib import Path

from sqlalchemy import TextClause, text

_NAME = re.compile(r"^-- name: (?P<name>[a-z][a-z0-9_]*)\s*$", re.MULTILINE)


def queries_beside(module_file: str, filename: str = "queries.sql") -> dict[str, TextClause]:
    """Statements of the file next to `module_file`, by the name in their `-- name: …` line.

    A `\\:` is needed for a literal colon followed by a letter; casts (`::text`) are safe.
    """
    source = Path(module_file).with_name(filename).read_text(encoding="utf-8")
    pieces = _NAME.split(source)
    names, bodies = pieces[1::2], pieces[2::2]
    if len(set(names)) != len(names):
        raise ValueError(f"{filename} beside {module_file} names a statement twice")
    return {name: text(body.strip().rstrip(";")) for name, body in zip(names, bodies, strict=True)}
