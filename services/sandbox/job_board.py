"""The generated job board (thin first version)."""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, date, datetime, timedelta
from typing import Any

from services.sandbox.job_queries import JobQuery


class GeneratedBoard:
    """Thirty postings a query; the oldest three leave and three new ones come every day."""

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def search(self, query: JobQuery, today: date) -> list[dict[str, Any]]:
        """The postings of that day."""
        first = today.toordinal() * 3
        return [self._posting(query, number, today) for number in range(first, first - 30, -1)]

    def _posting(self, query: JobQuery, number: int, today: date) -> dict[str, Any]:
        digest = hashlib.sha256(f"{self._seed}|{query.words.lower()}|{query.country}|{number}".encode()).digest()
        posted = datetime.combine(date.fromordinal(number // 3), datetime.min.time(), UTC)
        return {
            "job_id": base64.b64encode(digest[:12] + bytes(4)).decode(),
            "job_title": f"Senior {query.words.title()}",
            "employer_name": f"Employer {digest[0] % 20}",
            "employer_logo": None,
            "employer_website": f"https://www.employer{digest[0] % 20}-sandbox.com",
            "job_publisher": "LinkedIn",
            "job_employment_type": "Full-time",
            "job_employment_types": ["FULLTIME"],
            "job_apply_link": f"https://jobs.example.com/{number}",
            "job_apply_is_direct": False,
            "apply_options": [],
            "job_description": f"We look for a {query.words}. Python, SQL and care are needed. Number {number}.",
            "job_is_remote": False,
            "job_posted_at": f"{(today - posted.date()) // timedelta(days=1)} days ago",
            "job_posted_at_timestamp": int(posted.timestamp()),
            "job_posted_at_datetime_utc": posted.strftime("%Y-%m-%dT%H:%M:%S.000Z"),
            "job_location": query.place or "Anywhere",
            "job_city": query.place or None,
            "job_state": None,
            "job_country": query.country.upper(),
            "job_latitude": None,
            "job_longitude": None,
            "job_benefits": None,
            "job_google_link": "https://www.google.com/search?q=jobs",
            "job_min_salary": None,
            "job_max_salary": None,
            "job_salary_period": None,
            "job_highlights": {},
            "job_onet_soc": "15113200",
            "job_onet_job_zone": "4",
        }
