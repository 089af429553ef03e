"""The files of the repository, as the guards look at them."""

from __future__ import annotations

import subprocess
from functools import lru_cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Every file that git keeps or would keep."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return tuple(sorted(path for name in set(listed.split("\0")) if name and (path := ROOT / name).is_file()))


def files_named(pattern: str, *, below: str = "") -> list[Path]:
    """Files whose name matches the pattern, below one folder."""
    return [path for path in files() if path.match(pattern) and path.is_relative_to(ROOT / below)]


def text_of(path: Path) -> str:
    """The file as text; empty for a picture or another binary file."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


def name_of(path: Path) -> str:
    """The path as a person writes it."""
    return str(path.relative_to(ROOT))
