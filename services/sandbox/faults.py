"""Faults by name and rate: which call of the sandbox goes wrong, and how."""

from __future__ import annotations

import random
import re
import threading
from dataclasses import dataclass, field

from services.shared.errors import ConfigurationError

FAULTS = {
    "rate_limit": "429 with Retry-After in seconds",
    "rate_limit_date": "429 with Retry-After as an HTTP date",
    "rate_limit_bare": "429 without Retry-After",
    "server_error": "500",
    "unauthorized": "401, as if the key were wrong",
    "drip": "the answer one byte every half second",
    "hang": "the connection is accepted, then silence",
    "slow": "the answer two seconds late",
    "truncated": "JSON cut in the middle",
    "html": "an HTML page with status 200",
    "gzip_bomb": "1 MB that unpacks to 1 GB",
    "invalid_utf8": "bytes that are not UTF-8 inside a string",
    "nan": "NaN where a number belongs",
    "nul": "\\u0000 in texts",
    "schema_10": "10 % of the rows lose their id or have wrong types",
    "schema_60": "60 % of the rows lose their id or have wrong types",
    "empty": "200 with no rows",
    "loop": "every page is page 1",
    "shrink": "each page has fewer rows than the one before, then none",
    "llm_broken_json": "the model writes JSON that breaks off, and says it was done",
    "llm_wrong_schema": "the model writes JSON of another shape",
    "llm_refusal": "the model refuses",
    "llm_length": "the model is cut off in the middle (finish reason length)",
    "llm_huge": "the model writes 1 MB",
    "llm_omits": "the model leaves the last posting out",
    "llm_invents": "the model adds skills, pay and a place that no posting names",
    "llm_mixes": "the model gives each posting the values of its neighbour",
    "llm_obeys": "the model does what the texts tell it to do, for every posting of the call",
    "smtp_451": "the message is refused for now, after DATA",
    "smtp_550": "the recipient is refused for good",
    "smtp_hang": "no answer after DATA",
}
ALIASES = {"429": "rate_limit", "500": "server_error", "401": "unauthorized"}
_ENTRY = re.compile(
    r"(?:(?P<service>jsearch|glassdoor|smtp|openai)\.)?(?P<name>\w+)(?::(?P<amount>first\d+|[\d.]+))?(?:@(?P<match>.+))?"
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: how often, or for how many calls; only for one service or for calls that mention `match` if given."""

    name: str
    rate: float = 1.0
    first: int | None = None
    service: str | None = None
    match: str = ""


def parse_faults(text: str) -> tuple[Fault, ...]:
    """Read `name:rate,name:firstN,service.name:rate@words`; raise ConfigurationError for what is not one."""
    return tuple(_parsed(entry.strip()) for entry in text.split(",") if entry.strip())


def _parsed(entry: str) -> Fault:
    found = _ENTRY.fullmatch(entry)
    name = ALIASES.get(found["name"], found["name"]) if found else ""
    if not found or name not in FAULTS:
        raise ConfigurationError(f"SANDBOX_FAULTS: {entry!r} is not a fault; known are {', '.join(FAULTS)}.")
    amount = found["amount"] or "1"
    first = int(amount.removeprefix("first")) if amount.startswith("first") else None
    try:
        rate = 1.0 if first is not None else float(amount)
    except ValueError:
        rate = -1.0
    if not 0 <= rate <= 1:
        raise ConfigurationError(f"SANDBOX_FAULTS: the rate in {entry!r} must lie between 0 and 1, or read firstN.")
    return Fault(name, rate, first, found["service"], (found["match"] or "").lower())


def _concerns(name: str, service: str) -> bool:
    if service == "smtp" or name.startswith("smtp_"):
        return service == "smtp" and name.startswith("smtp_")
    return service == "openai" or not name.startswith("llm_")


@dataclass
class FaultPlan:
    """The faults of a running sandbox and what is left of the counted ones; safe to change while it serves."""

    faults: tuple[Fault, ...] = ()
    seed: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _random: random.Random = field(init=False, repr=False)
    _used: dict[int, int] = field(default_factory=dict, repr=False)

    def __post_init__(self) -> None:
        self._random = random.Random(self.seed)  # noqa: S311 - repeatable chance, no secret

    def replace(self, text: str) -> None:
        """Forget the present faults and their counts; from now on these."""
        faults = parse_faults(text)
        with self._lock:
            self.faults, self._used = faults, {}
            self._random = random.Random(self.seed)  # noqa: S311

    def strike(self, service: str, mentioned: str = "") -> frozenset[str]:
        """The faults that hit this call; `mentioned` is its query or recipient."""
        with self._lock:
            return frozenset(
                fault.name
                for number, fault in enumerate(self.faults)
                if _concerns(fault.name, service)
                and fault.service in (None, service)
                and fault.match in mentioned.lower()
                and self._hits(number, fault)
            )

    def _hits(self, number: int, fault: Fault) -> bool:
        if fault.first is not None:
            used = self._used[number] = self._used.get(number, 0) + 1
            return used <= fault.first
        return self._random.random() < fault.rate
