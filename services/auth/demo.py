"""The demo user of a local stack, with three campaigns in three countries."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from services.auth import accounts
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

USERNAME = "demo"
EMAIL = "demo@example.org"

_SHARED: dict[str, Any] = {"date_window": "week", "email": EMAIL, "max_salary": None}

CAMPAIGNS: tuple[dict[str, Any], ...] = (
    _SHARED
    | {
        "campaign_name": "Data engineer in Toronto",
        "query": "data engineer",
        "location": "Toronto",
        "country": "ca",
        "skills": ["Python", "SQL", "Airflow", "dbt", "Spark", "AWS"],
        "min_salary": 100_000,
        "currency": "CAD",
        "remote_preference": ["remote", "hybrid"],
        "seniority": ["mid", "senior"],
        "employment_type_preference": ["full_time"],
    },
    _SHARED
    | {
        "campaign_name": "Python developer in Austin",
        "query": "python developer",
        "location": "Austin, Texas",
        "country": "us",
        "skills": ["Python", "Django", "PostgreSQL", "Docker", "REST"],
        "min_salary": 110_000,
        "currency": "USD",
        "remote_preference": [],
        "seniority": ["mid", "senior"],
        "employment_type_preference": ["full_time", "contract"],
    },
    _SHARED
    | {
        "campaign_name": "Software engineer in Bengaluru",
        "query": "software development engineer",
        "location": "Bengaluru",
        "country": "in",
        "skills": ["Java", "Python", "Kubernetes", "Microservices"],
        "min_salary": 2_000_000,
        "currency": "INR",
        "remote_preference": ["hybrid", "onsite"],
        "seniority": ["junior", "mid"],
        "employment_type_preference": ["full_time"],
    },
)


@dataclass(frozen=True, slots=True)
class DemoUser:
    """The demo account as it can be logged in to, and its campaigns."""

    user_id: int
    username: str
    email: str
    password: str
    campaign_ids: tuple[int, ...]


def ensure_demo(conn: Connection, password: str) -> DemoUser:
    """Make the demo user and its campaigns if it is missing; the password is set only if it is not this one.

    The campaigns come with the account and never again: what somebody has deleted since stays deleted.
    """
    user = accounts.by_login(conn, USERNAME)
    if user is None:
        user = accounts.create_user(conn, USERNAME, EMAIL, password)
        for campaign in CAMPAIGNS:
            conn.execute(SQL["insert_demo_campaign"], campaign | {"user_id": user.user_id})
    elif accounts.verify_password(conn, USERNAME, password) is None:
        accounts.set_password(conn, user_id=user.user_id, password=accounts.checked_password(password))
    ids: list[int] = list(conn.execute(SQL["campaign_ids_of_user"], {"user_id": user.user_id}).scalars())
    return DemoUser(user.user_id, user.username, user.email, password, tuple(ids))
