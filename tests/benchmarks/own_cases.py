"""The labelled cases of this repository: postings and sentences we wrote, read by `make quality` and the unit tests."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).with_name("labelled")


@dataclass(frozen=True, slots=True)
class PostingCase:
    """A posting, or a part of one, and the level or remote type it tells; None where it tells none."""

    title: str
    description: str
    location: str
    expected: str | None


@dataclass(frozen=True, slots=True)
class PayCase:
    """A text and the pay it states: minimum, maximum, period, currency; None where it states none."""

    text: str
    country: str | None
    expected: tuple[float | None, float | None, str, str | None] | None


def seniority() -> list[PostingCase]:
    read = _read("seniority.toml")
    titles = [PostingCase(title, "", "", level or None) for level, titles in read["titles"].items() for title in titles]
    return titles + [PostingCase(title, text, "", level or None) for title, text, level in read["described"]["cases"]]


def remote() -> list[PostingCase]:
    return [
        PostingCase(title, text, place, None if kind == "none" else kind)
        for kind, group in _read("remote.toml").items()
        for title, text, place in group["cases"]
    ]


def pay() -> list[PayCase]:
    return [
        PayCase(text, country or None, (low or None, high or None, period, currency or None) if period else None)
        for text, country, low, high, period, currency in _read("salary.toml")["pay"]["cases"]
    ]


def traps() -> list[str]:
    """Texts with amounts that are no pay."""
    return list(_read("salary.toml")["traps"]["texts"])


def remote_audit() -> dict[str, str]:
    """Posting id of the Indeed set → remote, hybrid, onsite or silent, as read by a person; all others not remote."""
    return {posting: kind for kind, ids in _read("remote_audit.toml").items() for posting in ids}


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))
