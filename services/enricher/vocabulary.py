"""The skills that the rules know, read from `skills_vocabulary.toml`, where one line is one skill."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from services.shared.errors import ConfigurationError

Kind = Literal["technical", "soft"]
KINDS: tuple[Kind, ...] = ("technical", "soft")

VOCABULARY_FILE = Path(__file__).with_name("skills_vocabulary.toml")
_FIELDS = {"aliases", "exact", "context"}


@dataclass(frozen=True, slots=True)
class Skill:
    """A canonical skill and its group, such as `database`."""

    name: str
    kind: Kind
    category: str


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way to write a skill. `skill` None is a decoy: a phrase that swallows what it contains.

    `exact` are the only casings that count, empty for any. `context` None needs no company; otherwise a technical
    skill of the same list or one of these words must stand near.
    """

    text: str
    skill: Skill | None
    exact: frozenset[str] = frozenset()
    context: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All skills by name and all spellings by their lower-case form, in which a hyphen is a space."""

    skills: dict[str, Skill]
    spellings: dict[str, Spelling]


@lru_cache(maxsize=1)
def load_vocabulary(path: Path = VOCABULARY_FILE) -> Vocabulary:
    """Read and check the vocabulary; raises ConfigurationError that names what is wrong with which skill."""
    try:
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{path.name}: {error}") from error
    return read_vocabulary(document)


def read_vocabulary(document: dict[str, Any]) -> Vocabulary:
    """The vocabulary of a parsed file; raises ConfigurationError for a spelling or a skill that is there twice."""
    skills: dict[str, Skill] = {}
    spellings: dict[str, Spelling] = {}
    for kind in KINDS:
        for category, entries in document.get(kind, {}).items():
            for name, entry in entries.items():
                if name in skills:
                    raise ConfigurationError(f"The vocabulary has the skill {name!r} twice.")
                skills[name] = Skill(name, kind, category)
                for spelling in _spellings_of(skills[name], entry):
                    _add(spellings, spelling)
    for phrase in document.get("decoys", []):
        _add(spellings, Spelling(phrase, None))
    return Vocabulary(skills, spellings)


def _spellings_of(skill: Skill, entry: list[str] | dict[str, list[str]]) -> list[Spelling]:
    fields = {"aliases": entry} if isinstance(entry, list) else entry
    if unknown := fields.keys() - _FIELDS:
        raise ConfigurationError(f"The vocabulary's skill {skill.name!r} has unknown fields: {', '.join(unknown)}.")
    context = frozenset(word.lower() for word in fields["context"]) if "context" in fields else None
    exact: dict[str, set[str]] = {}
    for form in fields.get("exact", []):
        exact.setdefault(key_of(form), set()).add(form)
    if context is not None or key_of(skill.name) in exact:
        exact.setdefault(key_of(skill.name), set()).add(skill.name)
    found = [
        Spelling(key, skill, frozenset(forms), context if key == key_of(skill.name) else None)
        for key, forms in exact.items()
    ]
    anyhow = [form for form in [skill.name, *fields.get("aliases", [])] if key_of(form) not in exact]
    return found + [Spelling(form, skill) for form in anyhow]


def _add(spellings: dict[str, Spelling], spelling: Spelling) -> None:
    key = key_of(spelling.text)
    if key in spellings:
        other = spellings[key].skill
        owners = [name.name if name else "a decoy" for name in (other, spelling.skill)]
        raise ConfigurationError(f"The vocabulary has {spelling.text!r} twice: {' and '.join(owners)}.")
    spellings[key] = spelling


def key_of(spelling: str) -> str:
    """What makes two spellings the same: casing, blanks and hyphens do not count."""
    return re.sub(r"[\s\-]+", " ", spelling.lower()).strip()
