"""Pay as people type it, in the number formats of the world."""

from __future__ import annotations

import re
from decimal import Decimal

MOST_PAY = 1_000_000_000
_PAY = re.compile(r"([0-9]+(?:\.[0-9]{1,3})?)\s*([km]?)", re.IGNORECASE | re.ASCII)
# One or two digits after the last comma are decimals; before three, or in the middle, it sets thousands or lakhs apart.
_DECIMAL_COMMA = re.compile(r",(?=[0-9]{1,2}\s*[km]?$)", re.IGNORECASE)
_SEPARATORS = re.compile(r"[\s,'’_]|\.(?=[0-9]{3}(?:[.,\s]|$))")
_TIMES = {"": 1, "k": 1_000, "m": 1_000_000}


def yearly_pay(typed: str) -> int | None:
    """Whole units from "100000", "100,000", "100.000,00", "100 000" or "100k"; None when it is no such number."""
    match = _PAY.fullmatch(_SEPARATORS.sub("", _DECIMAL_COMMA.sub(".", typed.strip())))
    if match is None:
        return None
    value = Decimal(match[1]) * _TIMES[match[2].lower()]
    return int(value) if value <= MOST_PAY else None
