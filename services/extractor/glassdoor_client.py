"""Real-Time Glassdoor Data (openwebninja.com): companies by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Engine

from services.extractor.answers import data_list
from services.shared.api_client import ApiClient, CallCounter
from services.shared.api_throttle import PostgresThrottle
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.spend import SpendLedger


@dataclass(frozen=True, slots=True)
class GlassdoorClient:
    """`GET {GLASSDOOR_BASE_URL}/company-search`."""

    api: ApiClient
    name: ClassVar[str] = "glassdoor"

    @classmethod
    def from_settings(cls, settings: Settings, engine: Engine, run: RunContext | None = None) -> GlassdoorClient:
        """The client with key, address, rate and budget of the settings; raises ConfigurationError.

        The calls of a run are written into the spend ledger.
        """
        return cls(
            ApiClient(
                provider=cls.name,
                base_url=settings.glassdoor_base_url,
                api_key=settings.glassdoor_api_key,
                throttle=PostgresThrottle(
                    engine, cls.name, settings.glassdoor_calls_per_second, settings.glassdoor_daily_calls
                ),
                deadline_seconds=settings.glassdoor_deadline_seconds,
                ledger=SpendLedger.of_run(engine, cls.name, run, usd_per_call=settings.glassdoor_usd_per_call),
            )
        )

    @property
    def counter(self) -> CallCounter:
        """Calls and errors of this client so far."""
        return self.api.counter

    def company_search(self, query: str, *, limit: int = 10, domain: str = "www.glassdoor.com") -> list[Any]:
        """Companies whose name resembles `query`, as sent; [] when there are none. Raises a SourceError."""
        answer = self.api.get_json("company-search", {"query": query, "limit": str(limit), "domain": domain})
        return data_list(self.name, answer)
