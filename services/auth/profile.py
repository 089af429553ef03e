"""How a person is addressed, how times and numbers are written for them, and when they want their mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from uuid import UUID
from zoneinfo import available_timezones

from babel import Locale
from sqlalchemy import Connection

from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

DEFAULT_LOCALE = "en_CA"
DEFAULT_ZONE = "America/Toronto"
# The pages are in English; this is about how dates, numbers and money are written.
LOCALES = (
    "en_CA", "en_US", "en_GB", "en_AU", "en_IE", "en_IN", "en_NZ", "en_SG", "en_ZA", "fr_CA", "fr_FR", "de_DE", "de_AT",
    "de_CH", "es_ES", "es_MX", "it_IT", "nl_NL", "pt_BR", "pt_PT", "pl_PL", "sv_SE", "da_DK", "nb_NO", "fi_FI", "cs_CZ",
    "ja_JP", "ko_KR", "tr_TR", "uk_UA",
)  # fmt: skip
_CONTINENTS = ("Africa", "America", "Antarctica", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")

FREQUENCIES: Mapping[str, str] = {"daily": "Every day", "weekly": "Once a week", "off": "Never"}
MAIL_FORMATS: Mapping[str, str] = {"html": "With layout", "text": "Plain text"}
WEEKDAYS: Mapping[int, str] = {
    1: "Monday", 2: "Tuesday", 3: "Wednesday", 4: "Thursday", 5: "Friday", 6: "Saturday", 7: "Sunday",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Profile:
    """What a person says about themselves; the time zone is IANA's name, the locale is one of LOCALES."""

    display_name: str | None
    time_zone: str
    locale: str


@dataclass(frozen=True, slots=True)
class MailPreferences:
    """When digests may come; week days are ISO's, 1 is Monday."""

    frequency: str
    weekday: int
    quiet_days: list[int]
    mail_format: str


@lru_cache(maxsize=1)
def time_zones() -> tuple[str, ...]:
    """The zones a person may choose from: those of places, and UTC."""
    places = (name for name in available_timezones() if name.partition("/")[0] in _CONTINENTS)
    return ("UTC", *sorted(places))


@lru_cache(maxsize=1)
def locales() -> Mapping[str, str]:
    """The locales a person may choose from, each in English and sorted by that name."""
    named = {code: Locale.parse(code).get_display_name("en") or code for code in LOCALES}
    return dict(sorted(named.items(), key=lambda item: item[1]))


def save(conn: Connection, profile: Profile, *, user_id: int) -> None:
    """Keep what a person says about themselves."""
    conn.execute(SQL["save_profile"], asdict(profile) | {"user_id": user_id})


def mail_preferences(conn: Connection, *, user_id: int) -> MailPreferences:
    """When this person wants digests."""
    row = conn.execute(SQL["mail_preferences_of_user"], {"user_id": user_id}).mappings().one()
    return MailPreferences(**row)


def save_mail_preferences(conn: Connection, preferences: MailPreferences, *, user_id: int) -> None:
    """Keep when this person wants digests."""
    conn.execute(SQL["save_mail_preferences"], asdict(preferences) | {"user_id": user_id})


def frequency_by_token(conn: Connection, *, unsubscribe_token: UUID) -> str | None:
    """How often the holder of this link gets digests; None when the link is nobody's."""
    found: str | None = conn.execute(
        SQL["frequency_by_unsubscribe_token"], {"unsubscribe_token": unsubscribe_token}
    ).scalar_one_or_none()
    return found


def set_frequency_by_token(conn: Connection, *, unsubscribe_token: UUID, frequency: str) -> bool:
    """Change how often the holder of this link gets digests, without a log-in; False when the link is nobody's."""
    values = {"unsubscribe_token": unsubscribe_token, "frequency": frequency}
    return bool(conn.execute(SQL["set_frequency_by_unsubscribe_token"], values).rowcount)
