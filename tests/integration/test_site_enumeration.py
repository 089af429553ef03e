"""S7: whether an address has an account is told neither by the work an answer takes nor by its time.

Texts and statuses are compared where the pages are tested. Here the statements of a request are compared, which a busy
machine cannot blur, and the time is measured as an attacker would: many requests for both kinds of address in a random
order, and how often a known one takes longer than an unknown one.
"""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Iterator
from itertools import product

import pytest
from flask.testing import FlaskClient
from mail_inbox import Inbox, mail_server
from site_cast import Site, csrf_of, open_site
from sqlalchemy import Engine, event, text

from services.shared.settings import Settings

KNOWN = "ada@example.org"
PAIRS = 40
# Of two equal distributions the share of pairs in which one is the longer is 0.5, give or take 0.065 (one standard
# deviation) for 40 of each: beyond these bounds it comes once in 200,000 runs. A missing hash, or a mail sent in the
# request, gives 1.
FAIREST, TOLERANCE = 0.5, 0.3

FORMS: dict[str, dict[str, str]] = {
    "/log-in": {"login": "", "password": "not the password of anybody"},
    "/register": {"email": ""},
    "/forgot-password": {"email": ""},
}


@pytest.fixture(scope="module")
def site(settings: Settings) -> Iterator[Site]:
    with mail_server(Inbox()) as server, open_site(settings, "enumeration", **server) as made:
        yield made


def unknown(number: int) -> str:
    """Another address without an account, as long as the known one."""
    return f"n{number:02}@example.org"


class Visitor:
    """One browser that fills a form again and again, each time as if it were the first."""

    def __init__(self, site: Site, page: str) -> None:
        self.site, self.page = site, page
        self.client: FlaskClient = site.stranger()
        self.token = csrf_of(self.client.get(page))

    def ask(self, address: str) -> float:
        """Seconds until the answer, which must be the usual one."""
        self._calm()
        data = {name: value or address for name, value in FORMS[self.page].items()}
        began = time.perf_counter()
        answer = self.client.post(self.page, data=data | {"csrf_token": self.token})
        took = time.perf_counter() - began
        assert answer.status_code == (422 if self.page == "/log-in" else 200)
        return took

    def _calm(self) -> None:
        # Neither the throttle nor the mail that is sent beside the request may be what is measured.
        with self.site.engine.begin() as conn:
            conn.execute(text("delete from marts.login_attempts"))
        for _ in range(250):
            with self.site.engine.connect() as conn:
                if not conn.execute(text("select count(*) from marts.account_mails")).scalar_one():
                    return
            time.sleep(0.02)
        raise AssertionError("the mail of the last request never went out")


@pytest.mark.parametrize("page", FORMS)
def test_it_works(site: Site, page: str) -> None:
    """The same statements for both kinds of address."""
    engine: Engine = site.app.extensions["jobs.engine"]
    steps: list[str] = []
    here = threading.get_ident()

    def note(*given: object) -> None:
        # The postman works beside the requests on the same engine; his steps are no part of an answer.
        if threading.get_ident() == here:
            steps.append(str(given[2]))

    visitor = Visitor(site, page)
    event.listen(engine, "before_cursor_execute", note)
    taken = []
    for address in (KNOWN, unknown(0)):
        steps.clear()
        visitor.ask(address)
        taken.append(list(steps))
    event.remove(engine, "before_cursor_execute", note)
    assert taken[0] == taken[1]
    assert len(taken[0]) >= 3


@pytest.mark.parametrize("page", FORMS)
def test_the_time_of_an_answer_tells_nothing(site: Site, page: str) -> None:
    visitor = Visitor(site, page)
    asked = [KNOWN] * PAIRS + [unknown(number) for number in range(PAIRS)]
    random.Random(page).shuffle(asked)
    for address in (KNOWN, unknown(0)):
        visitor.ask(address)
    times: dict[bool, list[float]] = {True: [], False: []}
    for address in asked:
        times[address == KNOWN].append(visitor.ask(address))
    pairs = [(known > other) + 0.5 * (known == other) for known, other in product(times[True], times[False])]
    longer = sum(pairs) / len(pairs)
    assert abs(longer - FAIREST) < TOLERANCE, f"a known address takes longer in {longer:.0%} of all pairs"
