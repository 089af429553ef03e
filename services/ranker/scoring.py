"""From cases to points, scores and explanations: pure, and counted once per distinct explanation."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

import numpy as np

from services.ranker.campaign_terms import Asked, CampaignTerms
from services.ranker.factors import FACTORS, Cases
from services.ranker.postings import Bools, Ints, Postings
from services.ranker.weights import ranking_config, weights_version

# Points of a light factor are too coarse to tell its fit again, so that is kept beside them.
LIGHT = Decimal(5)
HARD_FIT = 0.5


_SCORES = [f"{hundredths / 100:.2f}" for hundredths in range(10_001)]
# As many as `staging.ranking_explanations` joins; a part then has some hundreds of texts.
PARTS = 3


class Text(NamedTuple):
    """Members of the objects `points`, `facts` and `fits` of an explanation; None for no member."""

    points: str
    facts: str | None
    fits: str | None


@dataclass(frozen=True, slots=True)
class Scores:
    """What is stored: `numbers` is the place in `scores` of each posting, from 1; 0 is not ranked.

    `scores` are decimals. Explanations are many and long, and what they are put together from is little: each begins
    with `head` and has one of `texts` for each part of the factors, by its place from 1 in `parts`. Each of
    `parts` is in the order of `scores`, and so is `competes`.
    """

    numbers: Ints
    scores: list[str]
    head: str
    texts: list[Text]
    parts: list[Ints]
    competes: Bools


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
    chosen = np.flatnonzero(ranked)
    firsts, inverse = _distinct([case.numbers[chosen] for case in cases.values()] + [found[chosen].astype(np.int64)])
    numbers = np.zeros(len(ranked), dtype=np.int64)
    numbers[chosen] = inverse + 1
    at = chosen[firsts]
    points = {name: _points(case, terms.weights[name]) for name, case in cases.items()}
    hundredths = sum((points[name][case.numbers[at]] for name, case in cases.items()), np.zeros(len(at), np.int64))
    texts: list[Text] = []
    parts = []
    for part in range(PARTS):
        names = [*cases][part::PARTS]
        columns = [cases[name].numbers[at] for name in names]
        examples, places = _distinct(columns)
        parts.append(places + 1 + len(texts))
        of_each = zip(*(column[examples].tolist() for column in columns), strict=True)
        texts += [_text(dict(zip(names, case, strict=True)), cases, terms, points) for case in of_each]
    scores = [_SCORES[score] for score in hundredths.tolist()]
    return Scores(numbers, scores, _head(terms), texts, parts, ~found[at])


def _distinct(columns: Sequence[Ints]) -> tuple[Ints, Ints]:
    """Where each distinct row of some columns stands first, and for each row which of those it is."""
    combined, size = columns[0], 1 + int(columns[0].max(initial=0))
    for column in columns[1:]:
        values = 1 + int(column.max(initial=0))
        if size * values >= 1 << 62:
            combined, size = np.unique(combined, return_inverse=True)[1].reshape(-1), len(combined)
        combined, size = combined * values + column, size * values
    _, firsts, inverse = np.unique(combined, return_index=True, return_inverse=True)
    return firsts, inverse.reshape(-1)


def _points(cases: Cases, weight: Decimal) -> Ints:
    """Hundredths of points by case."""
    return np.asarray([int(points_of(fit, weight) * 100) for fit in cases.fits])


def _text(
    case: Mapping[str, int], cases: Mapping[str, Cases], terms: CampaignTerms, points: Mapping[str, Ints]
) -> Text:
    """One case of each factor; no fact for what the points or the posting's own row say as well."""
    facts = {name: fact for name, number in case.items() if (fact := cases[name].facts[number]) is not None}
    light = {name: number for name, number in case.items() if terms.weights[name] < LIGHT}
    return Text(
        points=",".join(f'"{name}":{points[name][number] / 100:g}' for name, number in case.items()),
        facts=",".join(f'"{name}":{json.dumps(fact, ensure_ascii=False)}' for name, fact in facts.items()) or None,
        fits=",".join(f'"{name}":{cases[name].fits[number]:g}' for name, number in light.items()) or None,
    )


def _head(terms: CampaignTerms) -> str:
    """What is the same for all postings of a campaign."""
    head = {
        "rules_version": ranking_config()["version"],
        "weights_version": f"{terms.weights_source} {weights_version(terms.weights)}",
    }
    return json.dumps(head, separators=(",", ":"))[:-1]
