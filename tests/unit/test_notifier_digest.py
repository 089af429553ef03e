"""What the digest mail says, from plain values."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from email.message import EmailMessage
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.notifier.digest import Digest, DigestJob, local_day, one_line, pay_as_stated, web_address
from services.notifier.email_notifier import compose
from services.shared.mail import MailRefused

NOW = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
JOB = DigestJob(
    job_posting_key=UUID(int=1),
    title="Data Engineer",
    company="Maple Analytics",
    place="Toronto, ON",
    pay="CAD 90,000 to 120,000 a year",
    why="Title and place match what you asked for.",
    score=Decimal("87.50"),
    apply_link="https://jobs.example.org/apply?id=1&ref=mail",
)
DIGEST = Digest(
    notification_id=7,
    message_id="<digest.7@example.org>",
    recipient="ada@example.org",
    campaign_id=3,
    campaign_name="Data jobs",
    digest_date=date(2026, 3, 2),
    jobs=(JOB,),
)


def mail(digest: Digest = DIGEST, *, from_sandbox: bool = False) -> tuple[EmailMessage, str, str]:
    """The message, its text and its HTML."""
    message = compose(
        digest, sender="jobs@example.org", base_url="https://jobs.example.org/", from_sandbox=from_sandbox, now=NOW
    )
    text, html = message.get_body(["plain"]), message.get_body(["html"])
    assert text
    assert html
    return message, text.get_content(), html.get_content()


def test_it_works() -> None:
    message, text, html = mail()
    assert message["Subject"] == "1 new job for Data jobs"
    assert message["To"] == "ada@example.org"
    assert message["Message-ID"] == "<digest.7@example.org>"
    for body in (text, html):
        for words in ("Data Engineer", "Maple Analytics", "Toronto, ON", "CAD 90,000 to 120,000 a year"):
            assert words in body
        assert "Title and place match" in body
        assert "https://jobs.example.org/campaigns/3" in body
        assert f"https://jobs.example.org/jobs/{JOB.job_posting_key}?campaign=3" in body
    assert "Apply: https://jobs.example.org/apply?id=1&ref=mail" in text
    assert 'href="https://jobs.example.org/apply?id=1&amp;ref=mail"' in html


def test_missing_facts_are_said_and_not_left_blank() -> None:
    bare = replace(JOB, company=None, place=None, pay=None, why=None, apply_link=None)
    _, text, html = mail(replace(DIGEST, jobs=(bare,)))
    assert "Company not named" in text
    assert "Pay: not stated" in html
    assert "None" not in text + html
    assert "Apply" not in text


def test_sandbox_data_is_called_that_and_live_data_is_not() -> None:
    for words in mail(from_sandbox=True)[1:]:
        assert "sandbox" in words
    for words in mail()[1:]:
        assert "sandbox" not in words


def test_markup_in_a_posting_is_shown_as_text() -> None:
    hostile = replace(JOB, title="<script>alert(1)</script>", company='"><img src=x onerror=alert(1)>')
    _, _, html = mail(replace(DIGEST, jobs=(hostile,), campaign_name="<b>bold</b>"))
    assert "<script" not in html
    assert "<img" not in html
    assert "<b>bold" not in html
    assert "&lt;script&gt;" in html


def test_a_campaign_name_cannot_add_a_header_or_a_line() -> None:
    message, text, _ = mail(replace(DIGEST, campaign_name="Jobs\r\nBcc: victim@example.org\r\n\r\nhello"))
    assert message["Bcc"] is None
    assert "Bcc: victim" not in message.as_string().split("\n\n", 1)[0].replace("Subject: ", "").splitlines()
    assert "\nBcc:" not in text
    assert "\nBcc:" not in message.as_bytes().decode().split("\n\n", 1)[0]


@pytest.mark.parametrize(
    "recipient", ["ada@example.org\nBcc: victim@example.org", "ada@example.org, ben@example.org", "nobody", ""]
)
def test_an_address_that_is_not_one_is_refused(recipient: str) -> None:
    with pytest.raises(MailRefused):
        mail(replace(DIGEST, recipient=recipient))


@pytest.mark.parametrize(
    ("link", "usable"),
    [
        ("https://jobs.example.org/1", True),
        ("http://jobs.example.org/1", True),
        ("javascript:alert(1)", False),
        (" JavaScript:alert(1)", False),
        ("data:text/html,x", False),
        ("//jobs.example.org/1", False),
        ("https://", False),
        ("https://[broken", False),
        ("https://jobs.example.org/\r\nx", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(link: str | None, usable: bool) -> None:
    assert (web_address(link) is not None) == usable


@pytest.mark.parametrize(
    ("low", "high", "currency", "period", "expected"),
    [
        ("90000", "120000", "CAD", "year", "CAD 90,000 to 120,000 a year"),
        ("52.5", "52.5", "USD", "hour", "USD 52.50 an hour"),
        ("4000", None, "EUR", "month", "EUR from 4,000 a month"),
        (None, "650", "GBP", "day", "GBP up to 650 a day"),
        ("100", "200", None, None, "100 to 200"),
        (None, None, "CAD", "year", None),
    ],
)
def test_pay_is_shown_as_stated(low: str, high: str, currency: str, period: str, expected: str | None) -> None:
    amounts = [Decimal(value) if value else None for value in (low, high)]
    assert pay_as_stated(*amounts, currency, period) == expected


@given(st.text())
def test_one_line_never_breaks_a_line(value: str) -> None:
    kept = one_line(value)
    assert kept is None or len(kept.splitlines()) == 1


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        ("2026-03-02T04:59:59+00:00", "2026-03-01"),
        ("2026-03-02T05:00:00+00:00", "2026-03-02"),
        ("2026-03-08T04:59:59+00:00", "2026-03-07"),  # the last hours before the clocks go forward
        ("2026-03-09T03:59:59+00:00", "2026-03-08"),  # and a day that has 23 hours
        ("2026-11-02T04:59:59+00:00", "2026-11-01"),  # a day that has 25
        ("2028-02-29T23:00:00+13:00", "2028-02-29"),
    ],
)
def test_the_day_is_the_one_in_toronto(moment: str, day: str) -> None:
    assert local_day(datetime.fromisoformat(moment)) == date.fromisoformat(day)


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="zone"):
        local_day(datetime(2026, 3, 2, 12))  # noqa: DTZ001
