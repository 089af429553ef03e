"""`make help` names every word that a person may type after `make`."""

from __future__ import annotations

import re
import subprocess

from code_base import ROOT, text_of

STABLE = {"install", "up", "down", "test", "lint", "format", "bench", "quality", "help"}


def described() -> set[str]:
    """Targets with a help line."""
    return set(re.findall(r"^([a-z-]+):.*## \S", text_of(ROOT / "Makefile"), re.MULTILINE))


def test_it_works() -> None:
    shown = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert {line.split()[1] for line in shown.splitlines()} == described()


def test_every_target_has_a_help_line() -> None:
    makefile = text_of(ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    assert targets == described()


def test_no_target_is_mistaken_for_a_file() -> None:
    (phony,) = re.findall(r"^\.PHONY: (.+)$", text_of(ROOT / "Makefile"), re.MULTILINE)
    assert set(phony.split()) == described()


def test_the_words_that_others_rely_on_are_there() -> None:
    assert described() >= STABLE


def test_a_recipe_runs_nothing_but_the_environment_of_this_folder() -> None:
    makefile = text_of(ROOT / "Makefile")
    assert not re.search(r"^\t@?(?:python3?|pip3?|pytest|ruff|mypy|uv) ", makefile, re.MULTILINE)
