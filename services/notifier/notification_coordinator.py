"""Who gets which digest today: claim it in the database, send it, write down what became of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from services.notifier.digest import Digest, local_day
from services.notifier.digest_claims import (
    Recipient,
    Settled,
    claim,
    mark_failed,
    mark_sent,
    reason_to_wait,
    recipients,
)
from services.notifier.email_notifier import compose
from services.shared.database import exclusive_stage
from services.shared.errors import ConfigurationError, StageAlreadyRunning
from services.shared.mail import MailDelayed, MailRefused, MailServerDown, MailUnconfirmed, send
from services.shared.metrics_recorder import StageMetrics, recording
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.structured_logging import get_logger

log = get_logger(__name__)

TASK_ID = "notify_daily"
# Seconds before each round over the campaigns whose mail the server has put off.
ROUND_PAUSES = (0.0, 1.0, 4.0, 10.0)

Fate = Literal["sent", "empty", "already_sent", "held", "refused", "delayed", "server_down", "unconfirmed"]
COMES_BACK: tuple[Fate, ...] = ("delayed", "server_down")
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class NotificationResult:
    """Campaigns by what became of their digest.

    `held` counts those whose owner wants none today; `retryable` is the part of `failed` that a later try may heal.
    """

    sent: int = 0
    failed: int = 0
    empty: int = 0
    already_sent: int = 0
    held: int = 0
    retryable: int = 0


@dataclass(frozen=True, slots=True)
class _Outcome:
    fate: Fate
    message: str | None = None


def notify_daily(
    engine: Engine, *, run: RunContext, settings: Settings, on_progress: Progress | None = None
) -> NotificationResult:
    """Mail today's digest of every active campaign (or of the run's one); `on_progress(done, total)` counts campaigns.

    One campaign's failure never stops the rest. Mail that was put off gets another round after a pause, so one slow
    mailbox does not hold up the others. Raises ConfigurationError when the mail settings cannot work.
    """
    if not settings.smtp_host:
        raise ConfigurationError("No digest can be sent: set SMTP_HOST (see .env.example).")
    everyone = recipients(engine, campaign_id=run.campaign_id)
    outcomes: dict[int, _Outcome] = {}
    for pause in ROUND_PAUSES:
        waiting = [r for r in everyone if _comes_back(outcomes.get(r.campaign_id))]
        if not waiting:
            break
        time.sleep(pause)
        for campaign_id, outcome in _one_round(engine, waiting, run=run, settings=settings):
            outcomes[campaign_id] = outcome
            if on_progress:
                on_progress(sum(not _comes_back(each) for each in outcomes.values()), len(everyone))
    return _counted([outcomes[recipient.campaign_id].fate for recipient in everyone])


def _comes_back(outcome: _Outcome | None) -> bool:
    return outcome is None or outcome.fate in COMES_BACK


def _one_round(
    engine: Engine, waiting: list[Recipient], *, run: RunContext, settings: Settings
) -> Iterator[tuple[int, _Outcome]]:
    down: _Outcome | None = None
    for recipient in waiting:
        with recording(engine, run, TASK_ID, campaign_id=recipient.campaign_id) as metrics:
            # A server that is down for one is down for all: asking again would cost a deadline each.
            outcome = down or _notify(engine, recipient, run=run, settings=settings)
            _fill(metrics, outcome)
        if outcome.fate == "server_down":
            down = outcome
        log.info("digest", campaign_id=recipient.campaign_id, run_id=run.run_id, fate=outcome.fate, why=outcome.message)
        yield recipient.campaign_id, outcome


def _notify(engine: Engine, recipient: Recipient, *, run: RunContext, settings: Settings) -> _Outcome:
    if reason := reason_to_wait(recipient, today=local_day(run.now)):
        return _Outcome("held", reason)
    # The lock tells a digest that someone is sending right now from one whose process died; a dead one frees it.
    try:
        with exclusive_stage(engine, f"digest of campaign {recipient.campaign_id}"):
            digest = _claim(engine, recipient, run=run, settings=settings)
            if isinstance(digest, _Outcome):
                return digest
            if isinstance(digest, Settled):
                return _settled(digest)
            if not digest.jobs:
                return _Outcome("empty", "No new job for this campaign today.")
            return _send_and_write_down(engine, digest, run=run, settings=settings)
    except StageAlreadyRunning:
        return _Outcome("already_sent", "Another process is sending this digest.")


def _claim(engine: Engine, recipient: Recipient, *, run: RunContext, settings: Settings) -> Digest | Settled | _Outcome:
    try:
        return claim(engine, recipient, now=run.now, run_id=run.run_id, settings=settings)
    except (OperationalError, ConfigurationError):
        raise
    except Exception as error:
        # As in _deliver: what one campaign's rows can break must not cost the others their mail.
        log.exception("digest could not be put together", campaign_id=recipient.campaign_id, run_id=run.run_id)
        return _Outcome("refused", f"{type(error).__name__}: {error}")


def _settled(digest: Settled) -> _Outcome:
    if digest.status == "sent":
        return _Outcome("already_sent", "Today's digest went out before.")
    return _Outcome("refused", digest.last_error)


def _send_and_write_down(engine: Engine, digest: Digest, *, run: RunContext, settings: Settings) -> _Outcome:
    try:
        outcome = _deliver(digest, run=run, settings=settings)
    except ConfigurationError as error:
        mark_failed(engine, digest, error=str(error), may_have_arrived=False)
        raise
    if outcome.fate == "sent":
        mark_sent(engine, digest)
    else:
        reason = outcome.message or outcome.fate
        mark_failed(engine, digest, error=reason, may_have_arrived=outcome.fate == "unconfirmed")
    return outcome


def _deliver(digest: Digest, *, run: RunContext, settings: Settings) -> _Outcome:
    try:
        message = compose(
            digest,
            sender=settings.mail_from,
            base_url=settings.campaign_ui_base_url,
            from_sandbox=settings.uses_sandbox("jsearch"),
            now=run.now,
        )
        send(message, settings)
    except MailServerDown as error:
        return _Outcome("server_down", str(error))
    except MailDelayed as error:
        return _Outcome("delayed", str(error))
    except MailRefused as error:
        return _Outcome("refused", str(error))
    except MailUnconfirmed as error:
        return _Outcome("unconfirmed", str(error))
    except ConfigurationError:
        raise
    except Exception as error:
        # Whatever one campaign's texts can break must not cost the others their mail.
        log.exception("digest could not be made", campaign_id=digest.campaign_id, run_id=run.run_id)
        return _Outcome("refused", f"{type(error).__name__}: {error}")
    return _Outcome("sent")


def _fill(metrics: StageMetrics, outcome: _Outcome) -> None:
    metrics.message = outcome.message
    if outcome.fate == "sent":
        metrics.mails_sent = 1
    elif outcome.fate == "empty":
        metrics.outcome = "empty"
    elif outcome.fate in ("already_sent", "held"):
        metrics.outcome = "skipped"
    else:
        metrics.outcome, metrics.mails_failed = "failed", 1


def _counted(fates: list[Fate]) -> NotificationResult:
    # An unconfirmed mail may have arrived: only a person who asks for another run sends it again.
    later = sum(fate in COMES_BACK for fate in fates)
    return NotificationResult(
        sent=fates.count("sent"),
        failed=later + fates.count("refused") + fates.count("unconfirmed"),
        empty=fates.count("empty"),
        already_sent=fates.count("already_sent"),
        held=fates.count("held"),
        retryable=later,
    )
