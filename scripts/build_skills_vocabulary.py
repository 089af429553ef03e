#!/usr/bin/env python3
"""Writes services/enricher/skills_vocabulary_public.tsv from O*NET's technology skills and ESCO's skill labels.

    .venv/bin/python scripts/build_skills_vocabulary.py FOLDER            # write it
    .venv/bin/python scripts/build_skills_vocabulary.py FOLDER --check    # exit 1 when it is not what it would write

FOLDER holds `onet__Technology_Skills.txt`, `esco_labels.txt` and `esco_skills.csv`. What `skills_vocabulary.toml`, the
list that people edit, already spells is left out: its own lines always win.
"""

# Notices and word lists are as long as they are.
# ruff: noqa: E501
from __future__ import annotations

import argparse
import csv
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from services.enricher.vocabulary import PUBLIC_FILE, key_of, load_own_vocabulary

HEADER = """\
# Skills from public lists; written by scripts/build_skills_vocabulary.py, never by hand (edit skills_vocabulary.toml).
# This file includes information from the O*NET 29.2 Database by the U.S. Department of Labor, Employment and Training
# Administration (USDOL/ETA), used under the CC BY 4.0 license (https://creativecommons.org/licenses/by/4.0/). O*NET(R) is
# a trademark of USDOL/ETA. We have selected, shortened and renamed entries; USDOL/ETA has not approved, endorsed or tested
# these modifications.
# This file uses the ESCO classification of the European Commission (https://esco.ec.europa.eu), selected and shortened.
# name<TAB>kind<TAB>category<TAB>how: "sure", "exact" casing, or "doubtful" (exact and in company)<TAB>alias|alias
"""
LONGEST_NAME = 8
SHORTEST_SURE_NAME = 4
# A makers' prefix is often left out, where what remains is a name of its own.
MAKERS = (
    "Microsoft", "Adobe", "Apache", "Oracle", "IBM", "Google", "Amazon", "Atlassian", "Autodesk", "SAP", "Intuit", "Salesforce",
    "Red Hat", "Cisco", "VMware", "ESRI", "Dassault Systemes", "The MathWorks", "SAS", "Apple", "Blackbaud", "Trimble", "Siemens",
)  # fmt: skip
# ESCO labels that are everyday words in a posting: they count in company only.
EVERYDAY = frozenset(
    [
        "communication",
        "energy",
        "history",
        "logic",
        "literature",
        "politics",
        "consultation",
        "betting",
        "dies",
        "cameras",
        "golf",
        "football",
        "tennis",
        "yoga",
        "ski",
        "securities",
        "pregnancy",
        "obesity",
        "morality",
        "radars",
        "allergies",
        "migration",
        "spelling",
        "patents",
        "wildlife",
        "gemstones",
        "improvise",
        "camouflage",
        "crafting",
        "craftsmanship",
        "terminology",
        "rehabilitation",
        "aesthetics",
        "sensors",
        "medicines",
        "oxidation",
        "reflexion",
        "similitude",
        "crimping",
        "snowboard",
        "lactation",
        "resuscitation",
        "childbirth",
        "database",
        "philosophy",
        "theology",
        "latin",
        "polish",
        "art",
        "music",
        "media",
        "sales",
        "law",
        "nature",
        "consulting",
        "documentation",
        "operations",
        "security",
        "networking",
        "reporting",
        "training",
        "events",
        "growth",
        "benefits",
        "insurance",
        "banking",
        "travel",
        "fashion",
        "gaming",
        "retail",
        "hospitality",
        "transport",
        "logistics",
        "housing",
        "housekeeping",
        "marketing",
        "teaching",
    ]
)
SOFT = re.compile(
    r"^(?:(?:work|think|manage time|show|adapt to|cope with|demonstrate|meet deadlines|maintain motivation|communicate with|"
    r"listen|persuade|motivate|negotiate|delegate|mentor|collaborate|cooperate|take initiative|be |have |tolerate|handle stress|"
    r"accept |exercise patience|solve problems|lead a team|lead others|use time|build team|develop self|multitask|respect)\b)|"
    r"\b(?:communication techniques|teamwork principles|assertiveness|empathy|emotional intelligence|leadership principles)\b",
    re.IGNORECASE,
)
_ACRONYM = re.compile(r"^(?P<words>.+?) (?P<short>[A-Z][A-Z0-9/&-]{1,7})(?P<rest>(?: software)?)$")
_WORD = re.compile(r"[^\W\d_]{2,}")


@dataclass(slots=True)
class Entry:
    """One line of the file."""

    name: str
    kind: str
    category: str
    how: str
    aliases: list[str] = field(default_factory=list)

    def line(self) -> str:
        """As it stands in the file."""
        return "\t".join((self.name, self.kind, self.category, self.how, "|".join(self.aliases)))


def main() -> int:
    """Build, then write or compare."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--check", action="store_true")
    arguments = parser.parse_args()
    made = HEADER + "".join(f"{entry.line()}\n" for entry in entries(arguments.folder))
    if not arguments.check:
        PUBLIC_FILE.write_text(made, encoding="utf-8")
        return 0
    is_current = PUBLIC_FILE.read_text(encoding="utf-8") == made
    print("current" if is_current else f"{PUBLIC_FILE} is not current: run this script without --check.")
    return 0 if is_current else 1


def entries(folder: Path) -> list[Entry]:
    """Every entry whose spellings nobody has yet, by name; a spelling that two entries claim goes to the first."""
    common = everyday_words(folder / "esco_skills.csv")
    own = load_own_vocabulary()
    taken = set(own.spellings) | {key_of(name) for name in own.skills}
    ours: dict[str, Entry] = {}
    kept: list[Entry] = []
    for entry in [*_from_onet(folder / "onet__Technology_Skills.txt", common), *_from_esco(folder / "esco_labels.txt")]:
        if key_of(entry.name) in taken or any(sign in entry.name for sign in "\t|"):
            continue
        taken.add(key_of(entry.name))
        fresh = []
        for alias in entry.aliases:
            if key_of(alias) not in taken:
                taken.add(key_of(alias))
                fresh.append(alias)
        entry.aliases = fresh
        if skill := own.skills.get(_without_maker(entry.name)):
            # "Microsoft Excel" is our "Excel".
            line = ours.setdefault(skill.name, Entry(skill.name, skill.kind, skill.category, "sure"))
            line.aliases += [entry.name, *fresh]
        else:
            kept.append(entry)
    return sorted([*kept, *ours.values()], key=lambda entry: (entry.name.lower(), entry.name))


def _without_maker(name: str) -> str:
    for maker in ("Microsoft", "Apache", "Oracle"):
        name = name.removeprefix(f"{maker} ")
    return name


def everyday_words(descriptions: Path) -> set[str]:
    """Words that ESCO's prose writes in lower case, and that are therefore no names."""
    with descriptions.open(encoding="utf-8", newline="") as file:
        counts = Counter(word for row in csv.DictReader(file) for word in _WORD.findall(row["description"]))
    return {word for word, count in counts.items() if word.islower() and count > 1}


def _from_onet(technologies: Path, common: set[str]) -> Iterator[Entry]:
    """Most named first, so that the well-known product gets the short alias."""
    with technologies.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    counts = Counter(row["Example"] for row in rows)
    groups = {row["Example"]: row["Commodity Title"] for row in rows}
    for example, _ in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        name, aliases = _spelt(example)
        if not name or len(name.split()) > LONGEST_NAME:
            continue
        for maker in MAKERS:
            rest = name.removeprefix(f"{maker} ")
            if rest != name and _is_a_name(rest, common):
                aliases.append(rest)
        yield Entry(name, "technical", _category(groups[example]), _certainty(name, common), aliases)


def _spelt(example: str) -> tuple[str, list[str]]:
    """The name without filler, and its other spellings: "Customer relationship management CRM software" has "CRM"."""
    example = " ".join(example.split())
    aliases = []
    if match := _ACRONYM.match(example):
        initials = "".join(word[0] for word in re.findall(r"\w+", match["words"])).upper()
        short = re.sub(r"\W", "", match["short"])
        # Acronyms of two letters mean too many things.
        if len(short) > 2 and all(letter in initials for letter in short):
            example = match["words"] + match["rest"]
            aliases += [f"{match['words']} {match['short']}", match["short"]]
    name = example.removesuffix(" software")
    # "Accounting software" is not accounting; "SAP software" is SAP.
    if name != example and (" " in name or name.lower() != name) and name[1:] == name[1:].lower():
        name = example
    elif name != example:
        aliases.append(example)
    return name, aliases


def _is_a_name(rest: str, common: set[str]) -> bool:
    words = rest.split()
    return len(rest) >= SHORTEST_SURE_NAME and any(word.lower() not in common and len(word) > 3 for word in words)


def _certainty(name: str, common: set[str]) -> str:
    """A single word that is also an everyday word, or very short, needs company; other single words their casing."""
    words = _WORD.findall(name)
    if " " in name:
        is_plain = (
            all(word.lower() in common for word in words) and len(name.split()) == 2 and name[1:] != name[1:].lower()
        )
        return "exact" if is_plain else "sure"
    if len(name) < SHORTEST_SURE_NAME or name.lower() in common:
        return "doubtful"
    return "exact" if name.isalpha() else "sure"


def _from_esco(labels: Path) -> Iterator[Entry]:
    lines = [" ".join(line.split()) for line in labels.read_text(encoding="utf-8").splitlines()]
    firsts = Counter(line.split()[0] for line in lines if line)
    for label in lines:
        plain = re.sub(r"\s*\([^)]*\)", "", label).strip()
        if len(plain) < 2:
            continue
        is_marked = plain != label
        name = plain[0].upper() + plain[1:]
        kind = "soft" if SOFT.search(plain) else "technical"
        how = "sure"
        if " " not in plain:
            is_name = not plain.islower()
            how = "doubtful" if plain.lower() in EVERYDAY or len(plain) < SHORTEST_SURE_NAME or is_marked else "sure"
            how = "exact" if how == "sure" and is_name else how
        # In ESCO a label that starts with a verb is an activity, and verbs start many labels.
        is_activity = " " in plain and plain[0].islower() and firsts[label.split()[0]] >= 15
        category = "working_style" if kind == "soft" else "activity" if is_activity else "knowledge"
        yield Entry(name, kind, category, how)


def _category(title: str) -> str:
    words = re.sub(r"\b[A-Z]{2,}\b|software", "", title).lower()
    return re.sub(r"[^a-z]+", "_", words).strip("_")


if __name__ == "__main__":
    sys.exit(main())
