"""The sentences about skills that we wrote, read by `make quality` and the unit tests."""

from __future__ import annotations

import tomllib
from pathlib import Path

from services.enricher.skills import extract_skills

LABELLED = Path(__file__).with_name("labelled")
CASES = [LABELLED / name for name in ("skills.toml", "skills_second.toml", "skills_third.toml")]


def own_cases(kind: str) -> list[tuple[str, set[str]]]:
    """Sentences that name skills ("named"), or that hold words which are none there ("traps")."""
    files = [tomllib.loads(path.read_text(encoding="utf-8")) for path in CASES]
    return [(text, set(skills)) for file in files for text, skills in file[kind]["cases"]]


def failed_cases(kind: str) -> list[tuple[str, set[str]]]:
    """The cases that go wrong, with the skills that are missing, or found in a trap."""
    failed = []
    for text, skills in own_cases(kind):
        found = {mention.skill for mention in extract_skills("", text)}
        if wrong := skills - found if kind == "named" else skills & found:
            failed.append((text, wrong))
    return failed
