"""Sends waiting account mails beside the requests, so that no page waits for a mail server."""

from __future__ import annotations

import threading
from datetime import UTC, datetime

from flask import Flask, current_app, g
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from services.auth import account_mails
from services.shared.errors import PlatformError
from services.shared.settings import Settings
from services.shared.structured_logging import get_logger

log = get_logger(__name__)

LONGEST_WAIT_SECONDS = 60.0


class Postman:
    """At most one thread of this process, alive while mails wait. Several processes share the queue by row locks."""

    def __init__(self, engine: Engine, settings: Settings) -> None:
        self._engine = engine
        self._settings = settings
        self._lock = threading.Lock()
        self._asked = threading.Event()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """See to it that the queue is looked at from now on."""
        with self._lock:
            self._asked.set()
            if self._thread is None:
                self._thread = threading.Thread(target=self._deliver, name="postman", daemon=True)
                self._thread.start()

    def _deliver(self) -> None:
        while True:
            self._asked.clear()
            pause = self._one_round()
            if pause is not None:
                self._asked.wait(pause)
            with self._lock:
                if pause is None and not self._asked.is_set():
                    self._thread = None
                    return

    def _one_round(self) -> float | None:
        """Seconds until the next mail is due, None when none waits or none can be sent."""
        try:
            account_mails.deliver_due(self._engine, self._settings, now=datetime.now(UTC))
            due = account_mails.next_due(self._engine)
        except (SQLAlchemyError, PlatformError) as error:
            # The rows stay; the next request that asks for mail wakes us again.
            log.error("account mails not sent", why=type(error).__name__)
            return None
        return min(max((due - datetime.now(UTC)).total_seconds(), 0.2), LONGEST_WAIT_SECONDS) if due else None


def deliver_beside(app: Flask, engine: Engine, settings: Settings) -> None:
    """Give the application its postman; mails of an earlier process go out with the first request."""
    app.extensions["jobs.postman"] = Postman(engine, settings) if settings.smtp_host else None
    app.extensions["jobs.mail_queue_is_fresh"] = False
    app.teardown_request(_after_the_commit)


def is_possible() -> bool:
    """Whether this site has a mail server at all."""
    return current_app.extensions["jobs.postman"] is not None


def soon() -> None:
    """A mail was queued in this request: send it once the request is committed."""
    g.mail_waits = True


def _after_the_commit(_error: BaseException | None) -> None:
    postman = current_app.extensions["jobs.postman"]
    first = not current_app.extensions["jobs.mail_queue_is_fresh"]
    if postman and (first or g.pop("mail_waits", False)):
        current_app.extensions["jobs.mail_queue_is_fresh"] = True
        postman.wake()
