"""Every link in the documentation leads to a file, and to a heading of it, that is there."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import unquote

import pytest
from code_base import ROOT, files, files_named, name_of, text_of

LINK = re.compile(r"\[[^\]]*\]\(<?([^)\s>]+)>?(?:\s+\"[^\"]*\")?\)")
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.DOTALL | re.MULTILINE)
QUOTED_PATH = re.compile(
    r"`((?:airflow|services|campaign_ui|dbt|docker|tests|scripts|project_documentation)/[\w./-]+)`"
)


def links(path: Path) -> list[str]:
    """Targets inside the repository, without those in code."""
    return [link for link in LINK.findall(CODE.sub("", text_of(path))) if not re.match(r"[a-z]+:", link)]


def anchors(path: Path) -> set[str]:
    """The anchors that GitHub makes of the headings."""
    headings = re.findall(r"^#+ +(.+?) *#*$", text_of(path), re.MULTILINE)
    plain = [re.sub(r"[^\w\- ]", "", heading.lower().replace("`", "")) for heading in headings]
    return {heading.replace(" ", "-") for heading in plain}


def test_it_works() -> None:
    assert "project_documentation/architecture.md" in links(ROOT / "README.md")


@pytest.mark.parametrize("path", files_named("*.md"), ids=name_of)
def test_every_link_leads_somewhere(path: Path) -> None:
    broken = []
    for link in links(path):
        target, _, anchor = unquote(link).partition("#")
        there = (path.parent / target).resolve() if target else path
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in anchors(there)):
            broken.append(link)
    assert broken == []


@pytest.mark.parametrize("path", files_named("*.md"), ids=name_of)
def test_every_path_that_is_named_exists(path: Path) -> None:
    kept = {name_of(file) for file in files()}
    folders = {str(parent) for name in kept for parent in Path(name).parents}
    built = ("campaign_ui/static/dist",)
    named = [name.rstrip("/.") for name in QUOTED_PATH.findall(text_of(path))]
    assert [name for name in named if name not in kept | folders and not name.startswith(built)] == []


def test_every_decision_says_question_answer_and_price() -> None:
    for path in files_named("*.md", below="project_documentation/decisions"):
        assert re.fullmatch(r"\d{4}-[a-z0-9-]+\.md", path.name), path.name
        for heading in ("## The question", "## The answer", "## The price"):
            assert heading in text_of(path), f"{path.name} has no {heading!r}"


def test_decisions_are_numbered_without_a_gap() -> None:
    numbers = [int(path.name[:4]) for path in files_named("*.md", below="project_documentation/decisions")]
    assert numbers == list(range(1, len(numbers) + 1))
