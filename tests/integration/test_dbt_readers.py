"""F13: somebody reads the marts all the time while they are built."""

from __future__ import annotations

import threading
import time

import dbt_raw
from sqlalchemy import Engine, text

from services.orchestration.dbt_runner import build_empty
from services.shared import database
from services.shared.settings import Settings

EVERY_SECONDS = 0.02
READS = text("""
    select count(*), count(companies.company_key), max(bridge.times_found)
    from marts.fact_jobs as jobs
    left join marts.dim_companies as companies using (company_key)
    left join marts.bridge_campaign_jobs as bridge using (job_posting_key)
""")


class Reader(threading.Thread):
    """Polls the marts until told to stop, and keeps what went wrong."""

    def __init__(self, engine: Engine) -> None:
        super().__init__(daemon=True)
        self.engine = engine
        self.stopping = threading.Event()
        self.counts: list[int] = []
        self.errors: list[str] = []
        self.longest = 0.0

    def run(self) -> None:
        while not self.stopping.wait(EVERY_SECONDS):
            started = time.monotonic()
            try:
                with self.engine.connect() as conn:
                    self.counts.append(conn.execute(READS).one()[0])
            except Exception as error:  # noqa: BLE001 - whatever a reader would have met
                self.errors.append(str(error))
            self.longest = max(self.longest, time.monotonic() - started)


def test_it_works(engine: Engine) -> None:
    reader = Reader(engine)
    reader.start()
    while len(reader.counts) + len(reader.errors) < 3:
        time.sleep(EVERY_SECONDS)
    reader.stopping.set()
    reader.join()
    assert (reader.errors, set(reader.counts)) == ([], {0})


def test_f13_a_reader_meets_no_error_during_five_builds(own_settings: Settings) -> None:
    engine = database.connect(own_settings)
    analyst = database.connect(own_settings, "tableau_reader")
    readers = [Reader(engine), Reader(analyst)]
    for reader in readers:
        reader.start()
    try:
        for build in range(5):
            for number in range(40):
                payload = {
                    "job_title": f"Build {build}",
                    "employer_name": "Northwind",
                    "job_description": "text " * 500,
                }
                dbt_raw.keep(engine, f"job {number + 10 * build}", payload, found=f"2026-03-0{build + 1}")
            if build == 2:
                dbt_raw.match(engine, "Northwind", "77", {"name": "Northwind"})
                build_empty(own_settings)
            assert dbt_raw.model(own_settings)["fact_jobs"] > 0
    finally:
        for reader in readers:
            reader.stopping.set()
            reader.join()
        analyst.dispose()
    for reader in readers:
        assert reader.errors == []
        assert len(reader.counts) > 100
        assert reader.counts == sorted(reader.counts), "nothing that was there is ever missing"
        assert reader.counts[-1] == 80
        assert reader.longest < 5
    engine.dispose()
