"""The extension point for job boards: what a source must do, and the list of those we have.

To add a board: write a module with a class that has `name`, `page_size` and `search` as below (a client on
`services.shared.api_client` is usually under fifty lines), give it a `from_settings`, and add its line to
`SOURCES`. A source hands over what the board sent, untouched; which fields mean what is decided in dbt.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from sqlalchemy import Engine

from services.extractor.jsearch_client import JSearchClient
from services.extractor.searches import SearchRequest
from services.shared.api_client import CallCounter
from services.shared.run_context import RunContext
from services.shared.settings import Settings


class JobSource(Protocol):
    """A job board that can be asked page by page, from several threads at once."""

    @property
    def name(self) -> str:
        """Value of `dwh_source_system`."""

    @property
    def page_size(self) -> int:
        """Postings on a full page; fewer mean that it was the last one."""

    def search(self, request: SearchRequest, *, page: int, counter: CallCounter | None = None) -> list[Any]:
        """The postings of one page (from 1), as sent; [] when there are none. Raises a SourceError."""


SOURCES: list[tuple[str, Callable[[Settings, Engine, RunContext | None], JobSource]]] = [
    (JSearchClient.name, JSearchClient.from_settings),
]


def source_from_settings(settings: Settings, engine: Engine, run: RunContext | None = None) -> JobSource:
    """The first source of the list. Raises ConfigurationError naming the setting that is missing."""
    _, make = SOURCES[0]
    return make(settings, engine, run)
