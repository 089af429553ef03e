"""The answers a campaign may choose from, each with the words a person reads; the database checks the same values."""

from __future__ import annotations

from typing import Final

Choices = dict[str, str]

DATE_WINDOWS: Final[Choices] = {
    "today": "Today",
    "3days": "Last 3 days",
    "week": "Last week",
    "month": "Last month",
    "all": "Any time",
}
REMOTE: Final[Choices] = {"remote": "Remote", "hybrid": "Hybrid", "onsite": "On site"}
SENIORITY: Final[Choices] = {
    "intern": "Intern",
    "junior": "Junior",
    "mid": "Mid level",
    "senior": "Senior",
    "lead": "Lead",
    "principal": "Principal",
    "manager": "Manager",
    "director": "Director",
    "executive": "Executive",
}
COMPANY_SIZES: Final[Choices] = {
    "1-50": "1–50",
    "51-200": "51–200",
    "201-500": "201–500",
    "501-1000": "501–1,000",
    "1001-5000": "1,001–5,000",
    "5001-10000": "5,001–10,000",
    "10001+": "More than 10,000",
}
EMPLOYMENT_TYPES: Final[Choices] = {
    "full_time": "Full time",
    "part_time": "Part time",
    "contract": "Contract",
    "internship": "Internship",
}
