"""Form fields that read what people type: countries, currencies, yearly pay, lists and several choices."""

from __future__ import annotations

import re

from wtforms import SelectMultipleField, StringField, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from services.campaigns import places
from services.campaigns.typed_pay import yearly_pay

MOST_SKILLS = 50
LONGEST_SKILL = 60


def squeezed(text: str | None) -> str | None:
    """The text on one line, without control characters and spaces at its ends; None when nothing is left."""
    if text is None:
        return None
    visible = "".join(char if char.isprintable() else " " for char in text)
    return " ".join(visible.split()) or None


def split_list(typed: str) -> list[str]:
    """The parts between commas, semicolons or line ends, each once in any case, in order."""
    parts = [squeezed(part) for part in re.split(r"[,;\n]", typed)]
    seen: dict[str, str] = {}
    for part in parts:
        if part:
            seen.setdefault(part.casefold(), part)
    return list(seen.values())


class CountryField(StringField):  # type: ignore[misc]
    """A country by name or code; `code` is ISO 3166-1 alpha-2 in lower case once the form is valid."""

    code: str | None = None

    def pre_validate(self, _form: object) -> None:
        """Find the country that was typed."""
        self.code = places.country_code(self.data or "")
        if self.data and self.code is None:
            raise ValidationError(f"We know no country “{self.data[:40]}”. Type its name or code, like Canada or ca.")


class CurrencyField(StringField):  # type: ignore[misc]
    """A currency by code or name; `code` is ISO 4217 once the form is valid."""

    code: str | None = None

    def pre_validate(self, _form: object) -> None:
        """Find the currency that was typed."""
        self.code = places.currency_code(self.data or "")
        if self.data and self.code is None:
            raise ValidationError(f"We know no currency “{self.data[:40]}”. Type its code, like CAD or EUR.")


class PayField(StringField):  # type: ignore[misc]
    """A yearly amount; `amount` is in whole units once the form is valid."""

    amount: int | None = None

    def pre_validate(self, _form: object) -> None:
        """Read the number that was typed."""
        self.amount = yearly_pay(self.data) if self.data else None
        if self.data and self.amount is None:
            raise ValidationError("Type a whole amount a year, like 90000 or 90k.")


class ListField(StringField):  # type: ignore[misc]
    """Several short texts between commas; `parts` holds them once the form is valid."""

    @property
    def parts(self) -> list[str]:
        """The texts, each once."""
        return split_list(self.data or "")

    def pre_validate(self, _form: object) -> None:
        """Refuse lists that no person would type."""
        if len(self.parts) > MOST_SKILLS:
            raise ValidationError(f"Name at most {MOST_SKILLS} skills; the first ones matter most.")
        if any(len(part) > LONGEST_SKILL for part in self.parts):
            raise ValidationError("Put commas between the skills; one of them is very long.")


class ChipsField(SelectMultipleField):  # type: ignore[misc]
    """Several choices as check boxes that look like chips."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
