"""`.env.example` lists every setting, says its default, and changes nothing when it is copied."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from services.shared.settings import PROJECT_ROOT, Settings

EXAMPLE = PROJECT_ROOT / ".env.example"
LINE = re.compile(r"^(?P<name>[A-Z_0-9]+)=(?P<value>.*)$")


def entries() -> dict[str, tuple[str, str]]:
    """Value and the comment line above, by name."""
    found = {}
    above = ""
    for line in EXAMPLE.read_text(encoding="utf-8").splitlines():
        if match := LINE.match(line):
            assert match["name"] not in found, f"{match['name']} is listed twice"
            found[match["name"]] = (match["value"], above)
        above = line
    return found


def test_it_works() -> None:
    assert set(entries()) == {name.upper() for name in Settings.model_fields}


def test_a_copy_of_it_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in Settings.model_fields:
        monkeypatch.delenv(name.upper(), raising=False)
    assert Settings(_env_file=EXAMPLE).model_fields_set == set()  # type: ignore[call-arg]


@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_described_and_its_default_is_stated(name: str) -> None:
    _, comment = entries()[name.upper()]
    assert re.match(r"# \w.{10,}", comment), f"{name.upper()} has no description above it"
    field: FieldInfo = Settings.model_fields[name]
    if field.default in (None, ""):
        assert "o default" in comment
    else:
        shown = field.default.relative_to(PROJECT_ROOT) if isinstance(field.default, Path) else field.default
        assert comment.endswith(f"Default: {shown}")


def test_secrets_are_said_to_be_secret_and_have_no_default() -> None:
    for name, field in Settings.model_fields.items():
        if field.annotation == SecretStr | None:
            assert field.default is None
            assert "Secret, no default" in entries()[name.upper()][1]
