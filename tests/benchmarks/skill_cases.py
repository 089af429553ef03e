"""The sentences about skills that we wrote, read by `make quality` and the unit tests."""

from __future__ import annotations

import tomllib
from pathlib import Path

from services.enricher.skills import extract_skills

CASES = Path(__file__).with_name("labelled") / "skills.toml"


def own_cases(kind: str) -> list[tuple[str, set[str]]]:
    """Sentences that name skills ("named"), or that hold words which are none there ("traps")."""
    read = tomllib.loads(CASES.read_text(encoding="utf-8"))
    return [(text, set(skills)) for text, skills in read[kind]["cases"]]


def failed_cases(kind: str) -> list[tuple[str, set[str]]]:
    """The cases that go wrong, with the skills that are missing, or found in a trap."""
    failed = []
    for text, skills in own_cases(kind):
        found = {mention.skill for mention in extract_skills("", text)}
        if wrong := skills - found if kind == "named" else skills & found:
            failed.append((text, wrong))
    return failed
