"""The skills the rules know: `skills_vocabulary.toml`, where one line is one skill, and a file from public lists.

Reading refuses what is there twice; `scripts/check_skills_vocabulary.py` also tells what nothing needs.
"""

from __future__ import annotations

import gc
import re
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

from services.shared.errors import ConfigurationError

Kind = Literal["technical", "soft"]
KINDS: tuple[Kind, ...] = ("technical", "soft")

VOCABULARY_FILE = Path(__file__).with_name("skills_vocabulary.toml")
PUBLIC_FILE = Path(__file__).with_name("skills_vocabulary_public.tsv")
_FIELDS = {"aliases", "exact", "context", "doubtful"}
# What vouches for a doubtful name of the public lists.
_SOFTWARE_WORDS = frozenset({"software", "programming", "framework", "tool", "tools", "language", "platform", "suite"})
_CERTAINTIES = {"sure", "exact", "doubtful"}


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
    skill of the same list or one of these words must stand near. `is_public` ones come from the public lists.
    """

    text: str
    skill: Skill | None
    exact: frozenset[str] = frozenset()
    context: frozenset[str] | None = None
    is_public: bool = False


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All skills by name and all spellings by their lower-case form, in which a hyphen is a space."""

    skills: dict[str, Skill]
    spellings: dict[str, Spelling]


@contextmanager
def no_garbage_collection() -> Iterator[None]:
    """For loading what lives as long as the process: looking for garbage among so many objects takes a third of it."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """Both files; what the own list spells wins. Raises ConfigurationError that names what is wrong."""
    own = load_own_vocabulary()
    skills, spellings = dict(own.skills), dict(own.spellings)
    with no_garbage_collection():
        for spelling in read_public_skills(PUBLIC_FILE.read_text(encoding="utf-8")):
            assert spelling.skill
            key = key_of(spelling.text)
            if key not in own.spellings:
                skill = skills.setdefault(spelling.skill.name, spelling.skill)
                if skill is not spelling.skill:
                    # "Microsoft Excel" is another spelling of our "Excel".
                    spelling = replace(spelling, skill=skill, is_public=skill.name not in own.skills)  # noqa: PLW2901
                spellings[key] = spelling
    return Vocabulary(skills, spellings)


@lru_cache(maxsize=1)
def load_own_vocabulary() -> Vocabulary:
    """The list that people edit; raises ConfigurationError."""
    try:
        document = tomllib.loads(VOCABULARY_FILE.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise ConfigurationError(f"{VOCABULARY_FILE.name}: {error}") from error
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


def read_public_skills(lines: str) -> Iterator[Spelling]:
    """The spellings of the public file; raises ConfigurationError for a broken line or one that is there twice."""
    seen: set[str] = set()
    for number, line in enumerate(lines.splitlines(), 1):
        if line.startswith("#"):
            continue
        try:
            name, kind, category, how, aliases = line.split("\t")
        except ValueError as error:
            raise ConfigurationError(f"{PUBLIC_FILE.name}, line {number}: five columns are needed.") from error
        known_kind = next((one for one in KINDS if one == kind), None)
        if known_kind is None or how not in _CERTAINTIES:
            raise ConfigurationError(f"{PUBLIC_FILE.name}, line {number}: {kind!r} or {how!r} is not known.")
        skill = Skill(name, known_kind, category)
        for text in (name, *filter(None, aliases.split("|"))):
            key = key_of(text)
            if key in seen:
                raise ConfigurationError(f"{PUBLIC_FILE.name}, line {number}: {text!r} is there twice.")
            seen.add(key)
            # A short form counts as written: the "erp" of prose and the "SAFE" of a warning are other words.
            needs_casing = how != "sure" or text.isupper()
            is_doubtful = how == "doubtful" and text == name
            yield Spelling(
                text, skill, frozenset({text}) if needs_casing else frozenset(),
                _SOFTWARE_WORDS if is_doubtful else None, is_public=True,
            )  # fmt: skip


def _spellings_of(skill: Skill, entry: list[str] | dict[str, list[str]]) -> list[Spelling]:
    fields = {"aliases": entry} if isinstance(entry, list) else entry
    if unknown := fields.keys() - _FIELDS:
        raise ConfigurationError(f"The vocabulary's skill {skill.name!r} has unknown fields: {', '.join(unknown)}.")
    context = frozenset(word.lower() for word in fields.get("context", []))
    exact: dict[str, set[str]] = {}
    for form in fields.get("exact", []):
        exact.setdefault(key_of(form), set()).add(form)
    # The company is what the doubtful spellings need; without any, the name itself is the doubtful one.
    doubtful = fields.get("doubtful", [skill.name] if "context" in fields else [])
    for form in doubtful:
        exact.setdefault(key_of(form), set()).add(form)
    if key_of(skill.name) in exact:
        exact[key_of(skill.name)].add(skill.name)
    keys = {key_of(form) for form in doubtful}
    found = [Spelling(key, skill, frozenset(forms), context if key in keys else None) for key, forms in exact.items()]
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
    return " ".join(spelling.lower().replace("-", " ").split())


def orphans(vocabulary: Vocabulary) -> list[str]:
    """Decoys that hide no spelling, and skills that nothing spells."""
    spelt = {spelling.skill.name for spelling in vocabulary.spellings.values() if spelling.skill}
    names = [key for key, spelling in vocabulary.spellings.items() if spelling.skill]
    pieces = {piece for name in names for piece in re.findall(r"\w+", name)}
    idle = [
        key for key, spelling in vocabulary.spellings.items()
        if spelling.skill is None and not pieces & set(re.findall(r"\w+", key))
    ]  # fmt: skip
    return [f"decoy {key!r}" for key in idle] + [f"skill {name!r}" for name in vocabulary.skills.keys() - spelt]
