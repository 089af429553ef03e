"""From cases to points, scores and explanations: pure, and counted once per distinct explanation."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from services.ranker.campaign_terms import Asked, CampaignTerms
from services.ranker.factors import FACTORS, Cases
from services.ranker.postings import Bools, Ints, Postings
from services.ranker.weights import ranking_config, weights_version

# Points of a light factor are too coarse to tell its fit again, so that is kept beside them.
LIGHT = Decimal(5)
HARD_FIT = 0.5


@dataclass(frozen=True, slots=True)
class Scores:
    """`numbers` is the place in `scores` and `explanations` (JSON) of each posting, from 1; 0 is not ranked."""

    numbers: Ints
    scores: list[str]
    explanations: list[str]


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
    table = {name: _case_texts(name, case, terms) for name, case in cases.items()}
    rows = zip(*([table[name][number] for number in cases[name].numbers[at].tolist()] for name in cases), strict=True)
    head = _head(terms)
    scores, explanations = [], []
    for row, was_found in zip(rows, found[at].tolist(), strict=True):
        scores.append(f"{sum(hundredths for hundredths, _, _, _ in row) / 100:.2f}")
        points = ",".join(text for _, text, _, _ in row)
        facts = ",".join(text for _, _, text, _ in row)
        fits = ",".join(text for _, _, _, text in row if text)
        fits = f',"fits":{{{fits}}}' if fits else ""
        others = "" if was_found else ',"competes":true'
        explanations.append(f'{{{head},"points":{{{points}}},"facts":{{{facts}}}{fits}{others}}}')
    return Scores(numbers, scores, explanations)


def _case_texts(name: str, cases: Cases, terms: CampaignTerms) -> list[tuple[int, str, str, str]]:
    """By case: its hundredths of points, and its members of the objects `points`, `facts` and `fits`."""
    weight = terms.weights[name]
    texts = []
    for fit, fact in zip(cases.fits, cases.facts, strict=True):
        points = points_of(fit, weight)
        texts.append(
            (
                int(points * 100),
                f'"{name}":{float(points):g}',
                f'"{name}":{json.dumps(fact, separators=(",", ":"))}',
                f'"{name}":{fit:g}' if weight < LIGHT else "",
            )
        )
    return texts


def _head(terms: CampaignTerms) -> str:
    """What is the same for all postings of a campaign."""
    asked: dict[str, object] = {"title": len(terms.words), "skills": len(terms.skills)}
    if terms.asked_pay:
        asked |= {"salary": terms.asked_pay, "currency": terms.currency}
    if terms.place_shown:
        asked["location"] = terms.place_shown
    head = {
        "version": ranking_config()["version"],
        "weights": terms.weights_source,
        "weights_version": weights_version(terms.weights),
        "asked": asked,
    }
    return json.dumps(head, separators=(",", ":"))[1:-1]
