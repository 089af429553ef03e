"""Accounts, sessions, the throttle and the demo user, in the real database."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text

from services.auth import accounts, demo, log_in, sessions, throttle
from services.auth.accounts import AccountRefused
from services.auth.throttle import TooManyAttempts

PASSWORD = "a long enough password"
NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def make_ada(conn: Connection) -> accounts.User:
    return accounts.create_user(conn, "Ada", "Ada@Example.org", PASSWORD)


def test_it_works(conn: Connection) -> None:
    ada = make_ada(conn)
    assert (ada.username, ada.role, ada.is_admin) == ("Ada", "user", False)
    assert accounts.verify_password(conn, "ada", PASSWORD) == ada
    assert accounts.verify_password(conn, " ADA@example.ORG ", PASSWORD) == ada
    assert accounts.verify_password(conn, "ada", "another long password") is None
    assert accounts.verify_password(conn, "nobody", PASSWORD) is None


@pytest.mark.parametrize(
    ("username", "email", "password", "role", "part"),
    [
        ("ada", "other@example.org", PASSWORD, "user", "taken"),
        ("other", "ADA@example.org", PASSWORD, "user", "taken"),
        ("ada@example.org", "x@example.org", PASSWORD, "user", "User name"),
        ("x", "x@example.org", PASSWORD, "user", "User name"),
        ("fine", "not an address", PASSWORD, "user", "E-mail"),
        ("fine", "ü@example.org", PASSWORD, "user", "E-mail"),
        ("fine", "=?utf-8?q?x?=@example.org", PASSWORD, "user", "E-mail"),
        ("fine", "x@example.org", "short", "user", "password"),
        ("fine", "x@example.org", "x" * 201, "user", "password"),
        ("fine", "x@example.org", PASSWORD, "owner", "Role"),
    ],
)
def test_an_unusable_account_is_refused_with_the_part_to_change(
    conn: Connection, username: str, email: str, password: str, role: str, part: str
) -> None:
    make_ada(conn)
    with pytest.raises(AccountRefused, match=part) as refused:
        accounts.create_user(conn, username, email, password, role)  # type: ignore[arg-type]
    assert password not in str(refused.value)
    # The refusal leaves the transaction usable.
    assert accounts.by_login(conn, "ada") is not None


def test_a_hash_with_old_parameters_is_replaced_at_the_next_log_in(conn: Connection) -> None:
    from argon2 import PasswordHasher

    ada = make_ada(conn)
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024).hash(PASSWORD)
    conn.execute(text("update marts.users set password_hash = :h where user_id = :u"), {"h": weak, "u": ada.user_id})
    assert accounts.verify_password(conn, "ada", PASSWORD) == ada
    kept = conn.execute(
        text("select password_hash from marts.users where user_id = :u"), {"u": ada.user_id}
    ).scalar_one()
    assert "m=65536" in kept
    assert accounts.verify_password(conn, "ada", PASSWORD) == ada


def test_an_account_without_a_password_opens_with_none(conn: Connection) -> None:
    ada = make_ada(conn)
    conn.execute(text("update marts.users set password_hash = null where user_id = :u"), {"u": ada.user_id})
    assert accounts.verify_password(conn, "ada", PASSWORD) is None
    assert accounts.verify_password(conn, "ada", "") is None


def test_a_token_opens_its_session_until_it_ends(conn: Connection) -> None:
    ada = make_ada(conn)
    token = sessions.start(conn, user_id=ada.user_id, now=NOW)
    other = sessions.start(conn, user_id=ada.user_id, now=NOW)
    assert sessions.resume(conn, token=token, now=NOW) == ada
    kept = conn.execute(text("select * from marts.user_sessions where user_id = :u"), {"u": ada.user_id}).all()
    assert token not in str(kept)
    sessions.end(conn, token=token)
    assert sessions.resume(conn, token=token, now=NOW) is None
    assert sessions.resume(conn, token=other, now=NOW) == ada
    sessions.end_all(conn, user_id=ada.user_id)
    assert sessions.resume(conn, token=other, now=NOW) is None


@pytest.mark.parametrize("token", ["", "x", "é" * 40, "\x00", "a" * 100_000])
def test_junk_opens_nothing(conn: Connection, token: str) -> None:
    assert sessions.resume(conn, token=token, now=NOW) is None


def test_a_session_dies_of_idleness_and_of_age(conn: Connection) -> None:
    ada = make_ada(conn)
    idle = sessions.start(conn, user_id=ada.user_id, now=NOW)
    assert sessions.resume(conn, token=idle, now=NOW + sessions.IDLE - timedelta(seconds=1)) == ada
    used = sessions.start(conn, user_id=ada.user_id, now=NOW)
    moment = NOW
    while moment < NOW + sessions.ABSOLUTE - timedelta(days=1):
        moment += timedelta(days=1)
        assert sessions.resume(conn, token=used, now=moment) == ada
    assert sessions.resume(conn, token=used, now=NOW + sessions.ABSOLUTE) is None
    left = sessions.start(conn, user_id=ada.user_id, now=moment)
    assert sessions.resume(conn, token=left, now=moment + sessions.IDLE) is None
    # Starting a session clears away what has died.
    sessions.start(conn, user_id=ada.user_id, now=NOW + timedelta(days=100))
    count = conn.execute(text("select count(*) from marts.user_sessions where user_id = :u"), {"u": ada.user_id})
    assert count.scalar_one() == 1


def attempt(
    engine: Engine, login: str, password: str, address: str, now: datetime = NOW, device: tuple[int, str] | None = None
) -> accounts.User | None:
    return log_in.attempt(engine, login=login, password=password, address=address, device=device, now=now)


def fail(engine: Engine, login: str, address: str, times: int, now: datetime = NOW) -> int:
    """How many of these wrong passwords were looked at."""
    seen = 0
    for _ in range(times):
        try:
            attempt(engine, login, "wrong", address, now)
            seen += 1
        except TooManyAttempts:
            pass
    return seen


def test_one_account_and_many_passwords_from_one_address(own_engine: Engine) -> None:
    """S6"""
    with own_engine.begin() as conn:
        ada = make_ada(conn)
    assert fail(own_engine, "ada", "192.0.2.9", 12) == throttle.LOG_INS.pair
    with pytest.raises(TooManyAttempts):
        attempt(own_engine, "ada@example.org", PASSWORD, "192.0.2.9")
    # The owner elsewhere is let in, and the attacker too once the window has passed: refusals do not prolong it.
    assert attempt(own_engine, "ada", PASSWORD, "198.51.100.7") == ada
    later = NOW + throttle.WINDOW + timedelta(seconds=1)
    assert attempt(own_engine, "ada", PASSWORD, "192.0.2.9", later) == ada


def test_an_unknown_account_is_throttled_like_a_known_one(own_engine: Engine) -> None:
    """S7"""
    assert fail(own_engine, "nobody", "192.0.2.9", 12) == throttle.LOG_INS.pair


def test_many_accounts_and_one_password_from_one_address(own_engine: Engine) -> None:
    """S6"""
    seen = sum(fail(own_engine, f"person{number}", "192.0.2.9", 1) for number in range(throttle.LOG_INS.origin + 10))
    assert seen == throttle.LOG_INS.origin


def test_many_addresses_on_one_account_do_not_lock_its_owners_device_out(own_engine: Engine) -> None:
    """S6"""
    with own_engine.begin() as conn:
        ada = make_ada(conn)
        conn.execute(
            text("""
                insert into marts.login_attempts (account, address, attempted_at, succeeded)
                select 'user:' || cast(:u as text), 'address:' || n, :now, false from generate_series(1, :limit) as n
            """),
            {"u": ada.user_id, "now": NOW, "limit": throttle.LOG_INS.account},
        )
    with pytest.raises(TooManyAttempts):
        attempt(own_engine, "ada", PASSWORD, "198.51.100.7")
    assert attempt(own_engine, "ada", PASSWORD, "198.51.100.7", device=(ada.user_id, "ada's laptop")) == ada
    # Somebody else's device is a stranger here.
    with pytest.raises(TooManyAttempts):
        attempt(own_engine, "ada", PASSWORD, "198.51.100.7", device=(ada.user_id + 1, "a device"))


def test_parallel_attempts_count_each_other(own_engine: Engine) -> None:
    """S6: two workers, or twenty, share one count."""
    with own_engine.begin() as conn:
        make_ada(conn)
    with ThreadPoolExecutor(8) as pool:
        seen = sum(pool.map(lambda _: fail(own_engine, "ada", "192.0.2.9", 1), range(24)))
    assert seen <= throttle.LOG_INS.pair


def test_old_attempts_are_forgotten_at_log_in(own_engine: Engine) -> None:
    with own_engine.begin() as conn:
        make_ada(conn)
    fail(own_engine, "ada", "192.0.2.9", 3)
    attempt(own_engine, "ada", PASSWORD, "192.0.2.9", NOW + throttle.KEEP + timedelta(seconds=1))
    with own_engine.connect() as conn:
        assert conn.execute(text("select count(*) from marts.login_attempts")).scalar_one() == 1


def test_the_demo_user_is_made_once(conn: Connection) -> None:
    first = demo.ensure_demo(conn, PASSWORD)
    assert (first.username, first.email, len(first.campaign_ids)) == ("demo", "demo@example.org", 3)
    rows = conn.execute(text("select country, location, is_active from marts.job_campaigns order by campaign_id")).all()
    assert {(row.country, row.location, row.is_active) for row in rows} >= {
        ("ca", "Toronto", True), ("us", "Austin, Texas", True), ("in", "Bengaluru", True)
    }  # fmt: skip
    conn.execute(
        text("update marts.job_campaigns set is_active = false where campaign_id = :c"), {"c": first.campaign_ids[0]}
    )
    kept = _hash_of(conn, first.user_id)
    again = demo.ensure_demo(conn, PASSWORD)
    assert again == first
    assert _hash_of(conn, first.user_id) == kept
    count = conn.execute(
        text("select count(*) from marts.job_campaigns where is_active and user_id = :u"), {"u": first.user_id}
    )
    assert count.scalar_one() == 2
    conn.execute(text("delete from marts.job_campaigns where campaign_id = :c"), {"c": first.campaign_ids[1]})
    after = demo.ensure_demo(conn, PASSWORD)
    assert after.campaign_ids == (first.campaign_ids[0], first.campaign_ids[2]), "what was deleted came back"
    demo.ensure_demo(conn, "another long password")
    assert accounts.verify_password(conn, "demo", "another long password") is not None


def _hash_of(conn: Connection, user_id: int) -> str:
    return conn.execute(text("select password_hash from marts.users where user_id = :u"), {"u": user_id}).scalar_one()
