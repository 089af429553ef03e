"""What a person wants to see of a campaign's jobs, and in which order."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final

from services.jobs import statuses

SORTS: Final = {"score": "Best match", "date": "Newest", "pay": "Highest pay", "company": "Company A–Z"}
UNKNOWN: Final = "unknown"


@dataclass(frozen=True, slots=True)
class Filters:
    """An empty choice means "any", except that no status at all shows nothing.

    `min_pay` is a year's in the campaign's currency, `posted_within` are days.
    """

    statuses: tuple[str, ...] = statuses.OPEN
    search: str = ""
    remote: tuple[str, ...] = ()
    seniority: tuple[str, ...] = ()
    skills: tuple[str, ...] = ()
    publisher: str | None = None
    min_pay: int | None = None
    posted_within: int | None = None
    favourites: bool = False
    only_new: bool = False
    sort: str = "score"

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the order differs from what a campaign shows at first."""
        return replace(self, sort=_DEFAULT.sort) != _DEFAULT

    @property
    def is_narrowed_by_status_alone(self) -> bool:
        """Whether how many jobs pass can be told from how many have each status."""
        return replace(self, sort=_DEFAULT.sort, statuses=_DEFAULT.statuses) == _DEFAULT

    def parameters(self, *, today: date, seen_until: datetime | None) -> dict[str, Any]:
        """What the statement `matching_jobs` wants of it."""
        words = [f"%{_escaped(word)}%" for word in _words(self.search)]
        with_waiting = "waiting" in self.statuses
        without = [status for status in statuses.NAMES if status not in self.statuses]
        return {
            # Who waits has no row to be found by: then the others are left out, else the wanted are looked up.
            "among_status": None if with_waiting else list(self.statuses),
            "without_status": without if with_waiting else [],
            "favourites": self.favourites,
            **{f"word_{n + 1}": words[n] if n < len(words) else None for n in range(3)},
            "remote": list(self.remote) or None,
            "seniority": list(self.seniority) or None,
            "skills": [skill.lower() for skill in self.skills] or None,
            "publisher": self.publisher,
            "min_pay": self.min_pay,
            "posted_since": today - timedelta(days=self.posted_within) if self.posted_within is not None else None,
            "listed_after": seen_until if self.only_new else None,
            "sort": self.sort,
        }


_DEFAULT = Filters()


def _words(search: str) -> list[str]:
    """At most three parts that must all be found; what is typed after two words is one part."""
    return search.lower().split(None, 2)


def _escaped(word: str) -> str:
    return word.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
