"""What a dashboard's address asks for: the last days, or from one day to another, of one campaign or of all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from services.dashboard.dashboard import Campaign, Scope

PERIODS: Mapping[str, str] = {"7": "7 days", "30": "30 days", "90": "90 days", "all": "All time"}
DEFAULT_PERIOD = "30"


@dataclass(frozen=True, slots=True)
class Asked:
    """The filters as they stand in the address; `period` is empty when two days are named."""

    period: str
    since: date | None
    until: date | None
    campaign: Campaign | None

    def query(self, **changes: str | int | None) -> dict[str, str | int | None]:
        """The address' parameters for these filters, with changes; None leaves one out."""
        own: dict[str, str | int | None] = {"campaign": self.campaign.campaign_id if self.campaign else None}
        if self.period:
            own["period"] = self.period if self.period != DEFAULT_PERIOD else None
        else:
            own |= {"from": self.since.isoformat() if self.since else None}
            own |= {"to": self.until.isoformat() if self.until else None}
        return own | changes


def read(args: Mapping[str, str], campaigns: Sequence[Campaign], *, today: date) -> Asked:
    """The filters of an address; what it says wrongly counts as not said, so an old link still opens."""
    chosen = next((one for one in campaigns if str(one.campaign_id) == args.get("campaign")), None)
    since, until = _day(args.get("from")), _day(args.get("to"))
    if since and until and since > until:
        since, until = until, since
    if since or until:
        return Asked("", since, until, chosen)
    period = args.get("period", DEFAULT_PERIOD)
    period = period if period in PERIODS else DEFAULT_PERIOD
    return Asked(period, None if period == "all" else today - timedelta(days=int(period) - 1), None, chosen)


def scope_of(asked: Asked, campaigns: Sequence[Campaign], *, user_id: int, zone: str) -> Scope:
    """What the questions are to be about."""
    chosen = [asked.campaign] if asked.campaign else campaigns
    return Scope(user_id, tuple(one.campaign_id for one in chosen), zone, asked.since, asked.until)


def _day(typed: str | None) -> date | None:
    try:
        day = date.fromisoformat(typed or "")
    except ValueError:
        return None
    return day if 2000 <= day.year <= 2100 else None
