"""Rates of the European Central Bank: kept once, from the library's history or a fresher file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import Engine, text

from services.ranker import exchange_rates
from services.ranker.postings import EPOCH, currency_code

TODAY = date(2026, 3, 12)
FILE = "Date,USD,CAD,\n2026-03-11,1.25,1.5,\n2026-03-10,1.2,N/A,\n2020-01-02,1.1,1.4,\n"


def test_it_works(own_engine: Engine) -> None:
    kept = exchange_rates.refresh(own_engine, today=date(2026, 1, 1))
    assert kept > 10_000
    assert exchange_rates.refresh(own_engine, today=date(2026, 1, 1)) == 0
    with own_engine.connect() as conn:
        rates = exchange_rates.load(conn, today=TODAY)
        newest = conn.execute(
            text("""
                select per_euro from marts.exchange_rates
                where currency = 'USD' and rate_date < :today order by rate_date desc limit 1
            """),
            {"today": TODAY},
        ).one()
    assert rates.by_currency[currency_code("USD")][-1] == float(newest.per_euro)


def test_a_fresher_file_adds_its_days_and_rates_hold_until_the_next(own_engine: Engine, tmp_path: Path) -> None:
    source = tmp_path / "rates.csv"
    source.write_text(FILE)
    assert exchange_rates.refresh(own_engine, today=TODAY, source=str(source)) == 3
    assert exchange_rates.refresh(own_engine, today=TODAY, source=str(source)) == 0
    with own_engine.connect() as conn:
        rates = exchange_rates.load(conn, today=TODAY)
    day = (TODAY - EPOCH).days
    usd, cad = currency_code("USD"), currency_code("CAD")
    found = rates.factors(np.array([usd, usd, cad, 999]), cad, np.array([day, day - 1, 0, day]))
    # The rate of the day before; on the 11th there is no CAD yet.
    assert found[0] == pytest.approx(1.5 / 1.25)
    assert np.isnan(found[1])
    assert found[2] == 1
    assert np.isnan(found[3])


def test_a_bank_that_cannot_be_reached_is_an_error_of_the_system(own_engine: Engine) -> None:
    with pytest.raises(OSError, match="refused"):
        exchange_rates.refresh(own_engine, today=TODAY, source="http://127.0.0.1:9/eurofxref-hist.zip")
