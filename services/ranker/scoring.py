"""From cases to points, scores and explanations: pure, and counted once per distinct explanation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from itertools import chain

import numpy as np

from services.ranker.campaign_terms import Asked, CampaignTerms
from services.ranker.factors import FACTORS, Cases
from services.ranker.postings import Bools, Ints, Postings
from services.ranker.weights import ranking_config, weights_version

# Points of a light factor are too coarse to tell its fit again, so that is kept beside them.
LIGHT = Decimal(5)
HARD_FIT = 0.5


_SCORES = [f"{hundredths / 100:.2f}" for hundredths in range(10_001)]


@dataclass(frozen=True, slots=True)
class Scores:
    """What is stored: `numbers` is the place in the other two of each posting, from 1; 0 is not ranked.

    `scores` are decimals and `explanations` lines of JSON, in the same order.
    """

    numbers: Ints
    scores: list[str]
    explanations: str


def cases_of(postings: Postings, asked: Asked) -> dict[str, Cases]:
    """Every factor's cases."""
    return {name: factor(postings, asked) for name, factor in FACTORS.items()}


def fits_hard_criteria(cases: Mapping[str, Cases]) -> Bools:
    """What another campaign found competes here when half of the title and the place fit."""
    fits: Bools = (cases["title"].fit() >= HARD_FIT) & (cases["location"].fit() >= HARD_FIT)
    return fits


def points_of(fit: float, weight: Decimal) -> Decimal:
    """`weight × fit`, to the hundredth; rounded before they are added, so the score is the sum of what is shown."""
    return (weight * Decimal(str(fit))).quantize(Decimal("0.01"), ROUND_HALF_UP)


def scored(cases: Mapping[str, Cases], terms: CampaignTerms, *, ranked: Bools, found: Bools) -> Scores:
    """Scores of the postings in `ranked`; those not in `found` say that another campaign found them."""
    combined, size = np.where(found, 1, 0), 2
    for case in cases.values():
        if size * len(case.fits) >= 1 << 62:
            combined, size = np.unique(combined, return_inverse=True)[1].reshape(-1), len(combined)
        combined, size = combined * len(case.fits) + case.numbers, size * len(case.fits)
    chosen = np.flatnonzero(ranked)
    _, firsts, inverse = np.unique(combined[chosen], return_index=True, return_inverse=True)
    numbers = np.zeros(len(ranked), dtype=np.int64)
    numbers[chosen] = inverse.reshape(-1) + 1
    at = chosen[firsts]
    points = {name: _points(case, terms.weights[name]) for name, case in cases.items()}
    hundredths = sum((points[name][case.numbers[at]] for name, case in cases.items()), np.zeros(len(at), np.int64))
    distinct = {name: Cases(case.numbers[at], case.fits, case.facts) for name, case in cases.items()}
    competes = np.asarray([',"competes":true}\n', "}\n"], dtype=object)[found[at].astype(np.int64)].tolist()
    # One join over all rows: pieces carry their own commas.
    text = "".join(chain.from_iterable(zip(*_pieces(distinct, terms, points), competes, strict=True)))
    return Scores(numbers, [_SCORES[score] for score in hundredths.tolist()], text[:-1])


def _points(cases: Cases, weight: Decimal) -> Ints:
    """Hundredths of points by case."""
    return np.asarray([int(points_of(fit, weight) * 100) for fit in cases.fits])


def _pieces(cases: Mapping[str, Cases], terms: CampaignTerms, points: Mapping[str, Ints]) -> list[list[str]]:
    """The text of each explanation, column by column, all but its end."""
    count = len(next(iter(cases.values())).numbers)
    light = [name for name in cases if terms.weights[name] < LIGHT]
    columns = [[_head(terms)] * count]
    columns += _members("points", cases, {name: [f"{h / 100:g}" for h in points[name].tolist()] for name in cases})
    columns += _members("facts", cases, {name: [_fact(fact) for fact in case.facts] for name, case in cases.items()})
    if light:
        columns += _members("fits", cases, {name: [f"{fit:g}" for fit in cases[name].fits] for name in light})
    return columns


def _members(name: str, cases: Mapping[str, Cases], values: Mapping[str, list[str]]) -> list[list[str]]:
    """One object of the explanation; an empty value leaves its member out, and the first one is always there."""
    columns: list[list[str]] = []
    for factor, texts in values.items():
        comma = "," if columns else f',"{name}":{{'
        members = [f'{comma}"{factor}":{text}' if text else "" for text in texts]
        columns.append(np.asarray(members, dtype=object)[cases[factor].numbers].tolist())
    return [*columns, ["}"] * len(columns[0])]


def _fact(fact: str | None) -> str:
    """A fact as JSON; none for what the points or the posting's own row say as well."""
    return "" if fact is None else json.dumps(fact, ensure_ascii=False)


def _head(terms: CampaignTerms) -> str:
    """What is the same for all postings of a campaign."""
    head = {
        "rules_version": ranking_config()["version"],
        "weights_version": f"{terms.weights_source} {weights_version(terms.weights)}",
    }
    return json.dumps(head, separators=(",", ":"))[:-1]
