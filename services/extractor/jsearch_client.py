"""JSearch (openwebninja.com): job postings of Google for Jobs, page by page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from sqlalchemy import Engine

from services.extractor.answers import data_list
from services.extractor.searches import SearchRequest
from services.shared.api_client import ApiClient, CallCounter
from services.shared.api_throttle import PostgresThrottle
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.spend import SpendLedger


@dataclass(frozen=True, slots=True)
class JSearchClient:
    """`GET {JSEARCH_BASE_URL}/search`."""

    api: ApiClient
    name: ClassVar[str] = "jsearch"
    page_size: ClassVar[int] = 10

    @classmethod
    def from_settings(cls, settings: Settings, engine: Engine, run: RunContext | None = None) -> JSearchClient:
        """The client with key, address, rate and budget of the settings; raises ConfigurationError.

        The calls of a run are written into the spend ledger.
        """
        return cls(
            ApiClient(
                provider=cls.name,
                base_url=settings.jsearch_base_url,
                api_key=settings.jsearch_api_key,
                throttle=PostgresThrottle(
                    engine, cls.name, settings.jsearch_calls_per_second, settings.jsearch_daily_calls
                ),
                deadline_seconds=settings.jsearch_deadline_seconds,
                ledger=SpendLedger.of_run(engine, cls.name, run, usd_per_call=settings.jsearch_usd_per_call),
            )
        )

    def search(
        self, request: SearchRequest, *, page: int, num_pages: int = 1, counter: CallCounter | None = None
    ) -> list[Any]:
        """`num_pages` pages from `page` on, in one call (which the provider bills by the page)."""
        answer = self.api.get_json("search", parameters(request, page=page, num_pages=num_pages), counter=counter)
        return data_list(self.name, answer)


def parameters(request: SearchRequest, *, page: int, num_pages: int = 1) -> dict[str, str]:
    """The query string of a request; what was not asked for is left out."""
    values = {
        "query": request.query,
        "page": str(page),
        "num_pages": str(num_pages),
        "country": request.country,
        "language": request.language,
        "date_posted": request.date_posted,
        "employment_types": ",".join(request.employment_types),
        "work_from_home": "true" if request.work_from_home else None,
        "job_requirements": ",".join(request.job_requirements),
        "radius": str(request.radius) if request.radius else None,
        "exclude_job_publishers": ",".join(request.exclude_job_publishers),
        "fields": ",".join(request.fields),
    }
    return {name: value for name, value in values.items() if value}
