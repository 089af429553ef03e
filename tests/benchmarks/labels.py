"""Labelled data as it lies in its files, and when an answer of ours counts as the labelled one."""

from __future__ import annotations

import csv
import json
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from services.enricher.salary import Salary, extract_salary
from services.enricher.skills import SkillMention
from tests.benchmarks.report import Figure

# Boards round what they read: to thousands, or down to whole dollars of an hour.
TOLERANCE = 0.01
# How Adzuna makes a year of a rate, seen in its own figures.
ADZUNA_YEAR = {"hour": 1920, "day": 240, "week": 48, "month": 12, "year": 1}
LINKEDIN_LEVELS = {
    "intern": {"Internship"}, "junior": {"Entry level", "Associate"}, "mid": {"Associate", "Mid-Senior level"},
    "senior": {"Mid-Senior level"}, "lead": {"Mid-Senior level"}, "principal": {"Mid-Senior level"},
    "manager": {"Mid-Senior level"}, "director": {"Director"}, "executive": {"Executive"},
}  # fmt: skip
# Titles that tell a level to whoever reads them, by words that are not those of our rules.
LEVEL_WORD = re.compile(
    r"\b(?:intern|internship|trainee|apprentice|graduate|junior|jr|entry[- ]level|associate|mid|intermediate|senior"
    r"|sr|lead|leader|staff|principal|manager|mgr|supervisor|director|head|vp|vice president|chief|president|executive"
    r"|c[efto]o|ii|iii|iv)\b",
    re.IGNORECASE,
)
CLASSES = {"executive": {"C-Suite", "VP"}, "director": {"Director"}, "manager": {"Manager"}}

Place = tuple[int, int]

_AMOUNT = re.compile(r"\d[\d,]*(?:\.\d+)?(\s?[kK]\b)?")


def csv_rows(path: Path, *, delimiter: str = ",") -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=delimiter))


def json_rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def without_placeholders(sentence: str) -> str:
    """`<ORGANIZATION>` and the like stand for names that were taken out; they are no words of the posting."""
    return re.sub(r"<[A-Z]+>", lambda placeholder: "…" * len(placeholder[0]), sentence)


def places_of(span: str, text: str) -> list[Place]:
    """Wherever the span stands as words of its own: "java" is not in "javascript"."""
    return [match.span() for match in re.finditer(rf"(?<!\w){re.escape(span)}(?!\w)", text)]


def spans_of(tokens: list[str], tags: list[str]) -> list[Place]:
    """The spans of B, I and O tags, as places in the tokens joined by blanks."""
    spans: list[Place] = []
    start = 0
    for token, tag in zip(tokens, tags, strict=True):
        end = start + len(token)
        if tag[0] == "B":
            spans.append((start, end))
        elif tag[0] == "I" and spans:
            spans[-1] = (spans[-1][0], end)
        start = end + 1
    return spans


def touches(one: Place, others: Iterable[Place]) -> bool:
    return any(one[0] < end and start < one[1] for start, end in others)


def places_found(mentions: list[SkillMention]) -> list[Place]:
    return [(m.start, m.end) for m in mentions if m.start is not None and m.end is not None]


def agreement(titles: list[dict[str, str]]) -> float:
    """How often two posters of the same title chose the same level, which tells how noisy the labels are."""
    levels: dict[str, Counter[str]] = defaultdict(Counter)
    for row in titles:
        levels[row["title"].strip().lower()][row["experience_level"]] += 1
    same = sum(count * (count - 1) for chosen in levels.values() for count in chosen.values())
    pairs = sum(chosen.total() * (chosen.total() - 1) for chosen in levels.values())
    return same / pairs if pairs else 0.0


def ends_of(found: Salary | None) -> list[float | None]:
    return [None if end is None else float(end) for end in (found.min, found.max)] if found else [None, None]


def is_stated(amount: float, text: str) -> bool:
    """Whether any number of the text is this amount, so that a reader of the text could know it."""
    for match in _AMOUNT.finditer(text):
        number = float(match[0].rstrip("kK \u00a0\u202f\n\t").replace(",", ""))
        if is_near(number * (1000 if match[1] else 1), amount):
            return True
    return False


def is_near(amount: float, labelled: float) -> bool:
    return abs(amount - labelled) <= TOLERANCE * abs(labelled) or math.floor(amount) == labelled


def is_same_pay(found: Salary | None, labelled: list[float], period: str) -> bool:
    """Both ends, per the same period; a single figure may be either end."""
    ends = [end for end in ends_of(found) if end is not None]
    return (
        found is not None
        and found.period == period.lower().removesuffix("ly")
        and is_near(min(ends), min(labelled))
        and is_near(max(ends), max(labelled))
    )


def pay_of_descriptions(name: str, against: str, rows: Iterable[list[Any]]) -> Figure:
    """Postings whose text states the labelled figures; where it does not, there is nothing to be read."""
    right, silent = list[bool](), 0
    for text, low, high, period, country in rows:
        ends = [float(end) for end in (low, high) if end is not None]
        if ends and all(is_stated(end, text) for end in ends):
            right.append(is_same_pay(extract_salary(text, country), ends, period))
        else:
            silent += 1
    detail = f"both ends within {TOLERANCE:.0%} or cut to whole units, and the same period, where the text holds both"
    return share(name, right, against, f"{detail} figures; {silent} texts do not", at_least=0.95)


def share(
    name: str,
    right: list[bool],
    against: str,
    detail: str,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
) -> Figure:
    """The share of right answers with its 95 % interval; without a goal nothing holds or fails."""
    value = sum(right) / len(right) if right else 0.0
    goal, holds = "–", None
    if at_least is not None:
        goal, holds = f"≥ {at_least:g}", value >= at_least
    elif at_most is not None:
        goal, holds = f"≤ {at_most:g}", value <= at_most
    low, high = wilson(sum(right), len(right))
    return Figure(name, value, "share", against, goal, holds, f"[{low:.3f}, {high:.3f}] {count(right)}: {detail}")


def count(right: list[bool]) -> str:
    return f"{sum(right):,} of {len(right):,}"


def wilson(right: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a share, after Wilson: it stays within 0 and 1 and holds for few cases too."""
    if not total:
        return 0.0, 1.0
    z = 1.96
    share_right = right / total
    centre = share_right + z * z / (2 * total)
    spread = z * math.sqrt(share_right * (1 - share_right) / total + z * z / (4 * total * total))
    return max(0.0, (centre - spread) / (1 + z * z / total)), min(1.0, (centre + spread) / (1 + z * z / total))


def f1(pairs: Sequence[tuple[bool, bool]]) -> float:
    """The harmonic mean of precision and recall of pairs (found, labelled)."""
    hits = sum(found and labelled for found, labelled in pairs)
    told = sum(found for found, _ in pairs) + sum(labelled for _, labelled in pairs)
    return 2 * hits / told if told else 0.0


def f1_interval(pairs: Sequence[tuple[bool, bool]], *, rounds: int = 1000) -> tuple[float, float]:
    """Its 95 % interval by drawing the pairs anew; the draws are the same at every run."""
    draw = random.Random(1)
    values = sorted(f1(draw.choices(pairs, k=len(pairs))) for _ in range(rounds))
    return values[int(rounds * 0.025)], values[int(rounds * 0.975) - 1]
