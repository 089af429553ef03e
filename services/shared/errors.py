"""The few errors of the platform, each named for what the caller should do.

PlatformError
├── ConfigurationError       a setting is missing or wrong: fix it, retrying will not help
├── StageAlreadyRunning      another process is doing this stage: let it finish
├── TooManyQuarantined       the source changed its answers: look at raw.jsearch_quarantine before publishing
├── DataTestsFailed          dbt tests with severity error failed: the digest is held
├── AllSearchesFailed        no search of this run was answered: the task has failed
├── IllegalTransition        a posting's status does not lead there: show the message and the steps that are open
├── LocalStackError          a local process or port is in the way: the message names it
└── SourceError              an outside API did not give what was asked
    ├── SourceBusy           busy, slow or unreachable: come back later
    ├── SourceRefused        the key is missing, wrong or out of plan: fix the credentials
    ├── SourceChanged        the answer is not what the API promises: retrying will not help
    ├── SourceNotFound       the API has no such thing: a fact, not a failure
    └── BudgetExhausted      our own cap on calls was reached: no call was made
"""

from __future__ import annotations


class PlatformError(Exception):
    """Base of every error that a person may read: the message is a sentence and carries no secret."""


class ConfigurationError(PlatformError):
    """A setting is missing or wrong; the message names the setting."""


class StageAlreadyRunning(PlatformError):
    """Another process holds the lock of this pipeline stage."""


class TooManyQuarantined(PlatformError):
    """So many postings were malformed that nothing of this run may be published."""


class DataTestsFailed(PlatformError):
    """A dbt test with severity `error` failed; the digest is held."""


class AllSearchesFailed(PlatformError):
    """Not one search was answered."""


class IllegalTransition(PlatformError):
    """The workflow of statuses has no such step."""


class LocalStackError(PlatformError):
    """A local process did not start, a port is taken, or a file is in the way."""


class SourceError(PlatformError):
    """An outside API did not give what was asked."""


class SourceBusy(SourceError):
    """Busy, slow or unreachable; `retry_after` is in seconds when the source said so."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class SourceRefused(SourceError):
    """The credentials are missing, wrong or not allowed; the message names the setting."""


class SourceChanged(SourceError):
    """The answer cannot be read as the API documents it."""


class SourceNotFound(SourceError):
    """The API knows no such thing."""


class BudgetExhausted(SourceError):
    """Our own cap on calls for today was reached before this call was made."""


def reason_of(error: BaseException) -> str:
    """What a person is told of an error: its sentence when it is ours, else its kind and its first line.

    Errors of the database go on with whole statements and with the values of rows.
    """
    if isinstance(error, PlatformError):
        return str(error) or type(error).__name__
    first_line = next(iter(str(error).splitlines()), "")
    return f"{type(error).__name__}: {first_line[:200]}" if first_line else type(error).__name__
