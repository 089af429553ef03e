"""Recorded answers of the real APIs, served as they were recorded and filtered by the query."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from services.sandbox.job_queries import JobQuery, split_place
from services.shared.errors import ConfigurationError

# Words that nearly every title or employer shares say nothing about what is looked for.
_WEAK_WORDS = frozenset({"a", "an", "and", "at", "for", "in", "job", "jobs", "of", "or", "the", "to", "with", "usa"})

Row = dict[str, Any]


def words_of(text: str) -> frozenset[str]:
    """The words that tell something, lower case, plural s dropped: `Data Engineers (C++)` → data, engineer, c++."""
    found = re.findall(r"[\w+#.]+", text.lower())
    return frozenset(_singular(word.strip(".")) for word in found) - _WEAK_WORDS - {""}


def _singular(word: str) -> str:
    return word[:-1] if len(word) > 4 and word.endswith("s") and not word.endswith("ss") else word


@dataclass(frozen=True, slots=True)
class _Recorded:
    row: Row
    title: frozenset[str]
    description: frozenset[str]
    asked: frozenset[str]
    country: str


class RecordedBoard:
    """All recorded postings as one pool; a posting is found by a word of its title or of the recorded query."""

    def __init__(self, pool: list[_Recorded]) -> None:
        self._pool = pool

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read `*.json`; raise ConfigurationError when there is nothing to serve."""
        return cls([_recorded(row, asked) for asked, rows in _answers(folder) for row in rows])

    def search(self, query: JobQuery, _today: date) -> list[Row]:
        """Recorded postings of that country, those sharing most words first."""
        wanted = words_of(query.words)
        scored = [(_score(entry, wanted), entry) for entry in self._pool if entry.country in ("", query.country)]
        found = [(score, entry) for score, entry in scored if score > 0]
        found.sort(key=lambda pair: -pair[0])
        return [entry.row for _, entry in found if _passes(entry.row, query)]


def _recorded(row: Row, asked: str) -> _Recorded:
    return _Recorded(
        row=row,
        title=words_of(str(row.get("job_title") or "")),
        description=words_of(str(row.get("job_description") or "")),
        asked=words_of(split_place(asked)[0]),
        country=str(row.get("job_country") or "").lower(),
    )


def _score(entry: _Recorded, wanted: frozenset[str]) -> int:
    """0 when neither the title nor the recorded query shares a word, nor the description all of them."""
    in_title, in_query = len(wanted & entry.title), len(wanted & entry.asked)
    in_text = len(wanted & entry.description) if in_title or in_query or wanted <= entry.description else 0
    return 100 * in_title + 10 * in_query + in_text


def _passes(row: Row, query: JobQuery) -> bool:
    types = row.get("job_employment_types") or [row.get("job_employment_type")]
    return (
        (not query.employment_types or bool(query.employment_types & {_type_code(text) for text in types}))
        and (not query.work_from_home or row.get("job_is_remote") is True)
        and str(row.get("job_publisher") or "").lower() not in query.excluded_publishers
    )


def _type_code(text: object) -> str:
    return re.sub("[^A-Z]", "", str(text).upper())


class RecordedCompanies:
    """All recorded companies; one is found when its name, or the recorded question, shares a word with the question."""

    def __init__(self, pool: list[tuple[frozenset[str], frozenset[str], Row]]) -> None:
        self._pool = pool

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Read `*.json`; raise ConfigurationError when there is nothing to serve."""
        return cls(
            [
                (words_of(str(row.get("name") or "")), words_of(asked), row)
                for asked, rows in _answers(folder)
                for row in rows
            ]
        )

    def search(self, name: str, limit: int) -> list[Row]:
        """Companies sharing most words first, else in the recorded order."""
        wanted = words_of(name)
        scored = [(10 * len(wanted & words) + len(wanted & asked), row) for words, asked, row in self._pool]
        found = [(score, row) for score, row in scored if score]
        return [row for _, row in sorted(found, key=lambda pair: -pair[0])][:limit]


def _answers(folder: Path) -> Iterator[tuple[str, list[Row]]]:
    paths = sorted(folder.glob("*.json"))
    if not paths:
        raise ConfigurationError(f"SANDBOX_PAYLOADS_DIR: {folder} holds no *.json.")
    for path in paths:
        try:
            answer = json.loads(path.read_text(encoding="utf-8"))
            rows = answer["data"]
            asked = str((answer.get("parameters") or {}).get("query") or "")
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ConfigurationError(f"SANDBOX_PAYLOADS_DIR: {path} is not a recorded answer ({error}).") from error
        yield asked, [row for row in (rows if isinstance(rows, list) else [rows]) if isinstance(row, dict)]
