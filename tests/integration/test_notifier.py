"""The daily digest against a real database and a real mail server (F17, F1, F2 and F11 of the reliability page)."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.parser import BytesParser
from email.policy import default
from uuid import UUID, uuid5

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pydantic import SecretStr
from sqlalchemy import Connection, Engine, text

from services.notifier import notification_coordinator
from services.notifier.notification_coordinator import NotificationResult
from services.shared import database
from services.shared.database import exclusive_stage
from services.shared.errors import ConfigurationError
from services.shared.run_context import RunContext
from services.shared.settings import Settings

DAY_ONE = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
NAMESPACE = UUID(int=99)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


Answer = Callable[[str, int], str | None]


class Inbox:
    """An aiosmtpd handler: keeps what it accepts; `answer(recipient, attempt)` may say something else than 250."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.attempts: dict[str, int] = {}
        self.answer: Answer = lambda _recipient, _attempt: None
        self.delay_data = 0.0

    async def handle_RCPT(  # noqa: N802, the name aiosmtpd calls
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.attempts[address] = self.attempts.get(address, 0) + 1
        if said := self.answer(address, self.attempts[address]):
            return said
        envelope.rcpt_tos.append(address)
        return "250 fine"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        assert isinstance(envelope.content, bytes)
        time.sleep(self.delay_data)
        message = BytesParser(policy=default).parsebytes(envelope.content)
        assert isinstance(message, EmailMessage)
        self.mails.append(message)
        return "250 kept"


@pytest.fixture
def inbox() -> Inbox:
    return Inbox()


@pytest.fixture
def mail_settings(own_settings: Settings, inbox: Inbox) -> Iterator[Settings]:
    port = free_port()
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    yield with_server(own_settings, port)
    controller.stop()


def with_server(settings: Settings, port: int, **overrides: object) -> Settings:
    values = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "smtp_deadline_seconds": 5.0}
    return settings.model_copy(update=values | overrides)


@pytest.fixture
def admin(own_settings: Settings) -> Iterator[Engine]:
    made = database.connect(own_settings, "postgres")
    yield made
    made.dispose()


@pytest.fixture
def campaign(admin: Engine) -> int:
    return add_campaign(admin, "ada@example.org")


def add_campaign(admin: Engine, email: str, *, active: bool = True) -> int:
    with admin.begin() as conn:
        user_id = conn.execute(
            text("insert into marts.users (username, email) values (:email, :email) returning user_id"),
            {"email": email},
        ).scalar_one()
        return int(
            conn.execute(
                text("""
                insert into marts.job_campaigns (user_id, campaign_name, query, country, email, is_active)
                values (:user_id, 'Data jobs', 'data engineer', 'ca', :email, :active) returning campaign_id
                """),
                {"user_id": user_id, "email": email, "active": active},
            ).scalar_one()
        )


def add_job(admin: Engine, campaign_id: int, name: str, score: float, **columns: object) -> UUID:
    key = uuid5(NAMESPACE, name)
    values = {
        "job_posting_key": key,
        "jsearch_job_id": name,
        "job_title": f"Title of {name}",
        "employer_name": "Maple Analytics",
        "job_location": "Toronto, ON",
        "apply_link": f"https://jobs.example.org/{name}",
        "posting_fingerprint": uuid5(NAMESPACE, f"text of {name}"),
        "has_salary": False,
        "dwh_source_system": "jsearch",
    } | columns
    with admin.begin() as conn:
        insert_fact_job(conn, values)
        conn.execute(
            text("""
            insert into marts.dim_ranking
                (campaign_id, job_posting_key, jsearch_job_id, rank_score, rank_explain, dwh_run_id)
            values (:campaign_id, :key, :name, :score, '{"sentence": "The title matches."}', 'a run')
            """),
            {"campaign_id": campaign_id, "key": key, "name": name, "score": score},
        )
    return key


def insert_fact_job(conn: Connection, values: dict[str, object]) -> None:
    """dbt owns the table and may ask for more columns than a digest: what it insists on gets a plain value."""
    fillers = {
        "timestamp with time zone": DAY_ONE,
        "date": DAY_ONE.date(),
        "text": "x",
        "boolean": False,
        "ARRAY": [],
        "jsonb": "[]",
    }
    needed = conn.execute(
        text("""
        select column_name, data_type from information_schema.columns
        where table_schema = 'marts' and table_name = 'fact_jobs' and is_nullable = 'NO'
        """)
    )
    values = {name: fillers.get(kind, 1) for name, kind in needed} | values
    columns, places = ", ".join(values), ", ".join(f":{name}" for name in values)
    conn.execute(text(f"insert into marts.fact_jobs ({columns}) values ({places})"), values)


def notify(engine: Engine, settings: Settings, *, now: datetime = DAY_ONE, run_id: str = "run 1") -> NotificationResult:
    return notification_coordinator.notify_daily(engine, run=RunContext(run_id=run_id, now=now), settings=settings)


def rows(engine: Engine, statement: str) -> list[tuple[object, ...]]:
    with engine.connect() as conn:
        return [tuple(row) for row in conn.execute(text(statement))]


def titles(mail: EmailMessage) -> list[str]:
    body = mail.get_body(["plain"])
    assert body
    return [line.split(" of ")[1] for line in body.get_content().splitlines() if "Title of" in line]


def test_it_works(own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox) -> None:
    add_job(admin, campaign, "second", 70, job_min_salary=90000, job_salary_currency="CAD", job_salary_period="year")
    add_job(admin, campaign, "first", 90)
    assert notify(own_engine, mail_settings) == NotificationResult(sent=1)
    (mail,) = inbox.mails
    assert mail["To"] == "ada@example.org"
    assert mail["Subject"] == "2 new jobs for Data jobs"
    assert titles(mail) == ["first", "second"]
    assert rows(
        own_engine,
        "select status, digest_date::text, sent_at is not null, message_id from marts.notifications",
    ) == [("sent", "2026-03-02", True, mail["Message-ID"])]
    assert rows(own_engine, "select campaign_id, outcome, mails_sent, mails_failed from marts.etl_run_metrics") == [
        (campaign, "ok", 1, 0)
    ]


def test_the_same_day_twice_is_one_mail(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    notify(own_engine, mail_settings)
    add_job(admin, campaign, "found later that day", 95)
    later = DAY_ONE + timedelta(hours=10)
    assert notify(own_engine, mail_settings, now=later, run_id="run 2") == NotificationResult(already_sent=1)
    assert len(inbox.mails) == 1


def test_no_job_is_mailed_twice_over_the_days(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    settings = mail_settings.model_copy(update={"digest_top_jobs": 2})
    for number in range(5):
        add_job(admin, campaign, f"job{number}", 90 - number)
    results = [notify(own_engine, settings, now=DAY_ONE + timedelta(days=day), run_id=f"run {day}") for day in range(4)]
    assert [titles(mail) for mail in inbox.mails] == [["job0", "job1"], ["job2", "job3"], ["job4"]]
    assert results[3] == NotificationResult(empty=1)
    assert rows(own_engine, "select status from marts.notifications order by digest_date") == [
        ("sent",), ("sent",), ("sent",), ("empty",),
    ]  # fmt: skip


def test_a_digest_leaves_out_what_is_no_news(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    settings = mail_settings.model_copy(update={"digest_min_score": 50.0})
    one_text = uuid5(NAMESPACE, "one text")
    add_job(admin, campaign, "good", 60, expires_at=DAY_ONE + timedelta(seconds=1))
    add_job(admin, campaign, "weak", 49)
    add_job(admin, campaign, "expired", 90, expires_at=DAY_ONE)
    add_job(admin, campaign, "copy", 70, posting_fingerprint=one_text)
    add_job(admin, campaign, "original", 80, posting_fingerprint=one_text)
    for status in ("rejected", "archived"):
        key = add_job(admin, campaign, status, 99)
        with admin.begin() as conn:
            conn.execute(
                text("""
                insert into marts.user_job_status (user_id, job_posting_key, status)
                select user_id, :key, :status from marts.users
                """),
                {"key": key, "status": status},
            )
    notify(own_engine, settings)
    assert titles(inbox.mails[0]) == ["original", "good"]
    next_day = DAY_ONE + timedelta(days=1)
    assert notify(own_engine, settings, now=next_day, run_id="run 2") == NotificationResult(empty=1)


def test_only_active_campaigns_or_the_one_asked_for(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    other = add_campaign(admin, "ben@example.org", active=False)
    for each in (campaign, other):
        add_job(admin, each, f"job of {each}", 80)
    assert notify(own_engine, mail_settings) == NotificationResult(sent=1)
    run = RunContext(run_id="run 2", now=DAY_ONE, campaign_id=other)
    result = notification_coordinator.notify_daily(own_engine, run=run, settings=mail_settings)
    assert result == NotificationResult(sent=1)
    assert [mail["To"] for mail in inbox.mails] == ["ada@example.org", "ben@example.org"]


def test_greylisting_is_waited_out(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    inbox.answer = lambda _recipient, attempt: "451 4.7.1 come back later" if attempt == 1 else None
    assert notify(own_engine, mail_settings) == NotificationResult(sent=1)
    assert len(inbox.mails) == 1
    assert rows(own_engine, "select status, attempts from marts.notifications") == [("sent", 2)]


def test_a_refusal_is_final_recorded_and_frees_the_jobs(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    inbox.answer = lambda _recipient, _attempt: "550 5.1.1 no such mailbox"
    assert notify(own_engine, mail_settings) == NotificationResult(failed=1)
    assert notify(own_engine, mail_settings, run_id="run 2") == NotificationResult(failed=1)
    assert inbox.attempts == {"ada@example.org": 1}
    assert rows(own_engine, "select status, last_error from marts.notifications") == [
        ("failed", "550 5.1.1 no such mailbox")
    ]
    assert rows(own_engine, "select outcome, mails_failed, message from marts.etl_run_metrics limit 1") == [
        ("failed", 1, "550 5.1.1 no such mailbox")
    ]
    assert rows(own_engine, "select * from marts.notification_jobs") == []
    inbox.answer = lambda _recipient, _attempt: None
    next_day = DAY_ONE + timedelta(days=1)
    assert notify(own_engine, mail_settings, now=next_day, run_id="run 3") == NotificationResult(sent=1)
    assert titles(inbox.mails[0]) == ["first"]


def test_a_poisoned_campaign_does_not_stop_the_others(
    own_engine: Engine, mail_settings: Settings, admin: Engine, inbox: Inbox
) -> None:
    addresses = [f"person{number}@example.org" for number in range(5)]
    addresses[1], addresses[3] = "ada@example.org\nBcc: ben@example.org", "refused@example.org"
    for address in addresses:
        add_job(admin, add_campaign(admin, address), f"job for {address[:9]}", 80)
    inbox.answer = lambda recipient, _attempt: "550 no" if recipient.startswith("refused") else None
    assert notify(own_engine, mail_settings) == NotificationResult(sent=3, failed=2)
    assert {mail["To"] for mail in inbox.mails} == {addresses[0], addresses[2], addresses[4]}


def test_two_at_once_send_one_mail(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    inbox.delay_data = 0.5
    with ThreadPoolExecutor(2) as pool:
        results = list(pool.map(lambda name: notify(own_engine, mail_settings, run_id=name), ["run 1", "run 2"]))
    assert sorted((r.sent, r.already_sent) for r in results) == [(0, 1), (1, 0)]
    assert len(inbox.mails) == 1


KILLED_BETWEEN_CLAIM_AND_SEND = """
import os, signal, sys
from datetime import datetime
from services.notifier import digest_claims
from services.shared import database
from services.shared.database import exclusive_stage
from services.shared.settings import Settings

settings = Settings(_env_file=None)
engine = database.connect(settings)
(recipient,) = digest_claims.recipients(engine, campaign_id=None)
with exclusive_stage(engine, f"digest of campaign {recipient.campaign_id}"):
    digest_claims.claim(engine, recipient, now=datetime.fromisoformat(sys.argv[1]), run_id="killed", settings=settings)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def die_after_the_claim(settings: Settings) -> None:
    password = settings.app_db_password.get_secret_value() if settings.app_db_password else ""
    environment = os.environ | {
        "POSTGRES_PORT": str(settings.postgres_port),
        "POSTGRES_DB": settings.postgres_db,
        "APP_DB_PASSWORD": password,
    }
    command = [sys.executable, "-c", KILLED_BETWEEN_CLAIM_AND_SEND, DAY_ONE.isoformat()]
    assert subprocess.run(command, env=environment, check=False).returncode == -signal.SIGKILL


def test_killed_between_claim_and_send_then_run_again_is_one_mail(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    die_after_the_claim(mail_settings)
    ((status, message_id),) = rows(own_engine, "select status, message_id from marts.notifications")
    assert status == "claimed"
    add_job(admin, campaign, "found after the kill", 99)
    assert notify(own_engine, mail_settings) == NotificationResult(sent=1)
    (mail,) = inbox.mails
    assert (titles(mail), mail["Message-ID"]) == (["first"], message_id)


def test_killed_yesterday_and_never_run_again_comes_today(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    die_after_the_claim(mail_settings)
    assert notify(own_engine, mail_settings, now=DAY_ONE + timedelta(days=1)) == NotificationResult(sent=1)
    assert titles(inbox.mails[0]) == ["first"]
    assert rows(own_engine, "select status from marts.notifications order by digest_date") == [("failed",), ("sent",)]


def test_a_server_that_is_down_costs_one_try_a_round_and_heals(
    own_engine: Engine, own_settings: Settings, admin: Engine, inbox: Inbox
) -> None:
    for address in ("ada@example.org", "ben@example.org"):
        add_job(admin, add_campaign(admin, address), f"job for {address}", 80)
    port = free_port()
    settings = with_server(own_settings, port)
    result: list[NotificationResult] = []
    thread = threading.Thread(target=lambda: result.append(notify(own_engine, settings)))
    thread.start()
    time.sleep(0.6)
    controller = Controller(inbox, hostname="127.0.0.1", port=port)
    controller.start()
    thread.join()
    controller.stop()
    assert result == [NotificationResult(sent=2)]
    assert len(inbox.mails) == 2


@pytest.fixture
def hanging_server() -> Iterator[Callable[[list[bytes], bytes], int]]:
    """Starts a server that gives these answers line by line, then drips `drip` for ever; returns its port."""
    stop = threading.Event()
    threads: list[threading.Thread] = []

    def start(answers: list[bytes], drip: bytes) -> int:
        listener = socket.create_server(("127.0.0.1", 0))
        listener.settimeout(0.2)

        def talk() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listener.accept()
                except TimeoutError:
                    continue
                with connection:
                    reader = connection.makefile("rb")
                    for answer in answers:
                        connection.sendall(answer)
                        line = reader.readline()
                        while answer.startswith(b"354") and line != b".\r\n":
                            line = reader.readline()
                    try:
                        while not stop.wait(0.1):
                            connection.sendall(drip)
                    except OSError:
                        continue
            listener.close()

        threads.append(threading.Thread(target=talk))
        threads[-1].start()
        return int(listener.getsockname()[1])

    yield start
    stop.set()
    for thread in threads:
        thread.join()


def test_a_server_that_drips_its_greeting_is_cut_off(
    own_engine: Engine,
    own_settings: Settings,
    admin: Engine,
    campaign: int,
    hanging_server: Callable[[list[bytes], bytes], int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    add_job(admin, campaign, "first", 90)
    settings = with_server(own_settings, hanging_server([], b"2"), smtp_deadline_seconds=0.5)
    monkeypatch.setattr(notification_coordinator, "ROUND_PAUSES", (0.0,))
    begun = time.monotonic()
    assert notify(own_engine, settings) == NotificationResult(failed=1, retryable=1)
    assert time.monotonic() - begun < 2


def test_a_server_that_hangs_after_the_mail_is_not_asked_again_by_itself(
    own_engine: Engine,
    own_settings: Settings,
    admin: Engine,
    campaign: int,
    hanging_server: Callable[[list[bytes], bytes], int],
    mail_settings: Settings,
    inbox: Inbox,
) -> None:
    add_job(admin, campaign, "first", 90)
    answers = [b"220 hello\r\n", b"250 hi\r\n", b"250 from\r\n", b"250 to\r\n", b"354 go\r\n"]
    settings = with_server(own_settings, hanging_server(answers, b"2"), smtp_deadline_seconds=0.5)
    assert notify(own_engine, settings) == NotificationResult(failed=1)
    # It may have arrived, so its job is not free for another day's mail.
    ((status, attempts, carried),) = rows(
        own_engine,
        "select status, attempts, (select count(*) from marts.notification_jobs) from marts.notifications",
    )
    assert (status, attempts, carried) == ("failed", 1, 1)
    tomorrow = notify(own_engine, mail_settings, now=DAY_ONE + timedelta(days=1), run_id="run 2")
    assert tomorrow.sent == 0
    assert inbox.mails == []


def test_a_refused_login_names_the_settings(
    own_engine: Engine, own_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    def authenticate(*arguments: object) -> AuthResult:
        data = arguments[-1]
        assert isinstance(data, LoginPassword)
        return AuthResult(success=data.password == b"right", handled=False)

    add_job(admin, campaign, "first", 90)
    port = free_port()
    controller = Controller(
        inbox, hostname="127.0.0.1", port=port, authenticator=authenticate, auth_require_tls=False, auth_required=True
    )
    controller.start()
    wrong = with_server(own_settings, port, smtp_user="jobs", smtp_password=SecretStr("wrong"))
    with pytest.raises(ConfigurationError, match="SMTP_USER or SMTP_PASSWORD"):
        notify(own_engine, wrong)
    right = wrong.model_copy(update={"smtp_password": SecretStr("right")})
    assert notify(own_engine, right) == NotificationResult(sent=1)
    controller.stop()


def test_starttls_that_is_not_offered_is_never_done_without(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    settings = mail_settings.model_copy(update={"smtp_security": "starttls"})
    with pytest.raises(ConfigurationError, match="SMTP_SECURITY"):
        notify(own_engine, settings)
    assert inbox.mails == []


def test_no_mail_server_is_named(own_engine: Engine, own_settings: Settings) -> None:
    with pytest.raises(ConfigurationError, match="SMTP_HOST"):
        notify(own_engine, own_settings)


def test_a_digest_that_another_process_is_sending_is_left_alone(
    own_engine: Engine, mail_settings: Settings, admin: Engine, campaign: int, inbox: Inbox
) -> None:
    add_job(admin, campaign, "first", 90)
    with exclusive_stage(own_engine, f"digest of campaign {campaign}"):
        assert notify(own_engine, mail_settings) == NotificationResult(already_sent=1)
    assert inbox.mails == []


def prefer(admin: Engine, **columns: object) -> None:
    with admin.begin() as conn:
        assignments = ", ".join(f"{name} = :{name}" for name in columns)
        conn.execute(text(f"update marts.users set {assignments}"), columns)


def test_people_who_want_no_digest_get_none(
    own_engine: Engine, admin: Engine, campaign: int, mail_settings: Settings, inbox: Inbox
) -> None:
    add_job(admin, campaign, "one", 90)
    prefer(admin, digest_frequency="off")
    assert notify(own_engine, mail_settings) == NotificationResult(held=1)
    # DAY_ONE is a Monday.
    prefer(admin, digest_frequency="daily", quiet_days=[1, 7])
    assert notify(own_engine, mail_settings) == NotificationResult(held=1)
    prefer(admin, quiet_days=[], suspended_at=DAY_ONE)
    assert notify(own_engine, mail_settings) == NotificationResult(held=1)
    prefer(admin, suspended_at=None)
    assert notify(own_engine, mail_settings) == NotificationResult(sent=1)
    assert len(inbox.mails) == 1


def test_a_weekly_digest_comes_once_a_week_with_what_gathered(
    own_engine: Engine, admin: Engine, campaign: int, mail_settings: Settings, inbox: Inbox
) -> None:
    prefer(admin, digest_frequency="weekly", digest_weekday=3)
    add_job(admin, campaign, "zero", 90)
    outcomes = []
    for day in range(10):
        now = DAY_ONE + timedelta(days=day)
        outcomes.append(notify(own_engine, mail_settings, now=now, run_id=f"run {day}").sent)
        add_job(admin, campaign, f"job {day}", 80)
    # At once for the first time, then on Wednesdays.
    assert outcomes == [1, 0, 1, 0, 0, 0, 0, 0, 0, 1]
    assert [len(titles(mail)) for mail in inbox.mails] == [1, 2, 7]


def test_a_digest_is_as_plain_as_asked_and_says_how_to_stop_it(
    own_engine: Engine, admin: Engine, campaign: int, mail_settings: Settings, inbox: Inbox
) -> None:
    add_job(admin, campaign, "one", 90)
    prefer(admin, mail_format="text")
    notify(own_engine, mail_settings)
    (mail,) = inbox.mails
    assert mail.get_body(["html"]) is None
    ((token,),) = rows(admin, "select unsubscribe_token from marts.users")
    assert mail["List-Unsubscribe"].strip() == f"<{mail_settings.campaign_ui_base_url}/unsubscribe/{token}>"
    plain = mail.get_body(["plain"])
    assert plain
    assert f"/unsubscribe/{token}" in plain.get_content()


def test_a_campaign_whose_rows_break_does_not_cost_the_others_their_mail(
    own_engine: Engine, admin: Engine, campaign: int, mail_settings: Settings, inbox: Inbox
) -> None:
    add_job(admin, campaign, "broken", 90)
    other = add_campaign(admin, "ben@example.org")
    add_job(admin, other, "fine", 90)
    with admin.begin() as conn:
        conn.execute(
            text("update marts.dim_ranking set rank_explain = '[1, 2]' where campaign_id = :c"), {"c": campaign}
        )
    result = notify(own_engine, mail_settings)
    assert result.sent == 1
    assert [mail["To"] for mail in inbox.mails] == ["ben@example.org"]
