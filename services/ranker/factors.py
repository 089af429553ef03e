"""The nine factors: pure functions from postings and wishes to cases, each case with its fit and the fact behind it.

A factor puts every posting into one of a few cases. That is what keeps millions of explanations affordable: cases are
counted per campaign, not per posting. To add one, write a function here, list it in FACTORS, and give it a weight in
`ranking_config.toml`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from services.ranker.campaign_terms import Asked
from services.ranker.postings import (
    COMPANY_SIZES,
    EMPLOYMENT_TYPES,
    EPOCH,
    MOST_WISHES,
    REMOTE_TYPES,
    SENIORITY,
    Bools,
    Floats,
    Ints,
    Postings,
    country_code,
    currency_code,
)
from services.ranker.weights import ranking_config

NEUTRAL = 0.5
_STEPS_AWAY = ("wanted", "close", "not far")
KM_STEPS = (5, 10, 15, 20, 25, 30, 40, 50, 75, 100)
_LADDER = {
    "intern": 0, "junior": 1, "mid": 2, "senior": 3, "lead": 4, "principal": 5, "manager": 5, "director": 6,
    "executive": 7,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Cases:
    """The case of each posting, and by case its fit from 0 to 1 and its fact, None for nothing to say."""

    numbers: Ints
    fits: Sequence[float]
    facts: Sequence[str | None]

    def fit(self) -> Floats:
        """The fit of each posting."""
        return np.asarray(self.fits)[self.numbers]


Factor = Callable[[Postings, Asked], Cases]


def _no_wish(postings: Postings) -> Cases:
    return Cases(np.zeros(len(postings), dtype=np.int64), [NEUTRAL], [None])


def location(postings: Postings, asked: Asked) -> Cases:
    """The place itself, a distance from it, its region, its country; remote work counts as being there."""
    terms = asked.terms
    remote = (postings.remote_type == 1) | postings.is_anywhere
    abroad = (postings.country != 0) & (postings.country != country_code(terms.country))
    here = is_there(postings, asked)
    in_region = postings.places.any_of(asked.place_regions)
    steps = np.searchsorted(np.asarray(KM_STEPS), kilometres(postings, asked))
    has_km = steps < len(KM_STEPS)
    facts = [
        "abroad",
        "remote abroad",
        "there",
        "remote wanted",
        "remote",
        "region",
        "country",
        "elsewhere",
        "unknown",
    ]
    fits = [0.0, 0.3, 1.0, 1.0, 0.9, 0.6, 1.0, 0.25, NEUTRAL]
    first_there, first_near = len(facts), len(facts) + len(KM_STEPS)
    facts += [f"{case}, {km} km" for case in ("there", "near") for km in KM_STEPS]
    fits += [1.0] * len(KM_STEPS) + [round(1 - 0.75 * (km - 5) / 95, 3) for km in KM_STEPS]
    near_beats_region = np.append(np.asarray(fits[first_near:]) >= 0.6, False)[steps]
    numbers = np.select(
        [
            abroad & remote & terms.takes_remote,
            abroad,
            here & has_km,
            here,
            remote & terms.wants_remote,
            remote & terms.takes_remote,
            has_km & (near_beats_region | ~in_region),
            in_region,
            postings.country == 0,
            np.full(len(postings), not asked.place_names),
            ~postings.has_place,
        ],
        [1, 0, first_there + steps, 2, 3, 4, first_near + steps, 5, 8, 6, 8],
        default=7,
    )
    return Cases(numbers, fits, facts)


def is_there(postings: Postings, asked: Asked) -> Bools:
    """Whether a posting is in the place by name."""
    # New York is a city and a state: with a region beside it, the name is the city's.
    names = postings.cities if asked.place_regions else postings.places
    named = names.any_of(asked.place_names)
    if not asked.place_regions:
        return named
    # Springfield is in many states.
    found: Bools = named & ((postings.state == 0) | np.isin(postings.state, asked.place_regions))
    return found


def kilometres(postings: Postings, asked: Asked) -> Floats:
    """Great-circle distance from the campaign's place; infinite when one of the two is not known."""
    if asked.latitude is None or asked.longitude is None:
        return np.full(len(postings), np.inf)
    here, there = np.radians(asked.latitude), np.radians(postings.latitude)
    across = np.radians(postings.longitude - asked.longitude)
    half = np.sin((there - here) / 2) ** 2 + np.cos(here) * np.cos(there) * np.sin(across / 2) ** 2
    found: Floats = 2 * 6371 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
    return np.where(np.isnan(found), np.inf, found)


def salary(postings: Postings, asked: Asked) -> Cases:
    """The most that is paid a year against what is asked, at the rate of the posting's day."""
    wanted = asked.terms.asked_pay
    if not wanted:
        return _no_wish(postings)
    pays = most_paid(postings, asked)
    # Steps of five percent, downwards; a hundredth of a percent is the width of rounding.
    percent = np.nan_to_num(np.floor(np.clip(pays / wanted, 0, 1) * 20 + 1e-4) * 5, nan=0).astype(np.int64)
    fits = [NEUTRAL, NEUTRAL] + [round(max(0.0, (p - 70) / 30), 3) for p in range(65, 101, 5)]
    asked_pay = f"{wanted} {asked.terms.currency}"
    facts = ["unknown", "no rate", f"less than 70 % of {asked_pay}"] + [
        f"{p} % of {asked_pay}" for p in range(70, 101, 5)
    ]
    numbers = np.select(
        [postings.pay_high < 0, np.isnan(pays)], [0, 1], default=2 + (np.maximum(percent, 65) - 65) // 5
    )
    return Cases(numbers, fits, facts)


def most_paid(postings: Postings, asked: Asked) -> Floats:
    """The upper yearly pay in the campaign's currency; NaN when unknown or without a rate."""
    stated = postings.pay_currency != 0
    factors = asked.rates.factors(postings.pay_currency, currency_code(asked.terms.currency), postings.pay_date)
    return np.where((postings.pay_high >= 0) & stated, postings.pay_high * factors, np.nan)


def skills(postings: Postings, asked: Asked) -> Cases:
    """The share of the asked skills among those of the posting."""
    if not asked.skills:
        return _no_wish(postings)
    masks = postings.skills.masks([[key] for _, key in asked.skills])
    return _shares(masks, postings.skills.lengths > 0, [shown for shown, _ in asked.skills])


def title(postings: Postings, asked: Asked) -> Cases:
    """The share of the query's words in the title, in any order, by stem and in any known spelling."""
    if not asked.words:
        return _no_wish(postings)
    masks = postings.titles.masks([keys for _, keys in asked.words])
    return _shares(masks, postings.titles.lengths > 0, [word for word, _ in asked.words])


def _shares(masks: Ints, known: Bools, names: list[str]) -> Cases:
    """A case per set of names that was found, and one for not known."""
    names = names[:MOST_WISHES]
    found, numbers = np.unique(np.where(known, masks, -1), return_inverse=True)
    fits: list[float] = []
    facts: list[str | None] = []
    for mask in found.tolist():
        matched = [name for bit, name in enumerate(names) if mask >> bit & 1]
        fits.append(NEUTRAL if mask < 0 else round(len(matched) / len(names), 3))
        share = f"{len(matched)} of {len(names)}" + (f": {', '.join(matched)}" if matched else "")
        facts.append("unknown" if mask < 0 else share)
    return Cases(numbers.reshape(-1), fits, facts)


def company_size(postings: Postings, asked: Asked) -> Cases:
    """A wanted range of employees; the next range is half."""
    wanted = [COMPANY_SIZES.index(size) for size in asked.terms.company_sizes]
    return _nearest(postings, postings.company_size, wanted, range(len(COMPANY_SIZES)), [1.0, 0.5])


def seniority(postings: Postings, asked: Asked) -> Cases:
    """A wanted level; one step up or down 0.6, two 0.2."""
    wanted = [SENIORITY.index(level) for level in asked.terms.seniority]
    return _nearest(postings, postings.seniority, wanted, [_LADDER[level] for level in SENIORITY], [1.0, 0.6, 0.2])


def _nearest(postings: Postings, values: Ints, wanted: list[int], steps: Sequence[int], fits: list[float]) -> Cases:
    """The fit by the steps to the nearest wanted value; two different values are at least one apart."""
    if not wanted:
        return _no_wish(postings)
    away = [min(0 if at == w else max(1, abs(steps[at] - steps[w])) for w in wanted) for at in range(len(steps))]
    cases = np.asarray([len(fits) + 1, *(min(distance, len(fits)) for distance in away)])
    return Cases(cases[values], [*fits, 0.0, NEUTRAL], [*_STEPS_AWAY[: len(fits)], "far", "unknown"])


def remote_type(postings: Postings, asked: Asked) -> Cases:
    """A wanted way of working; hybrid is half of either."""
    wanted = asked.terms.remote_preference or (["remote"] if asked.terms.remote_only else [])
    if not wanted:
        return _no_wish(postings)
    fits = [NEUTRAL] + [1.0 if kind in wanted else 0.5 if "hybrid" in (kind, *wanted) else 0.0 for kind in REMOTE_TYPES]
    facts = ["unknown"] + ["wanted" if fit == 1 else "half" if fit else "other" for fit in fits[1:]]
    return Cases(postings.remote_type, fits, facts)


def employment_type(postings: Postings, asked: Asked) -> Cases:
    """One of the wanted types."""
    wanted = sum(1 << EMPLOYMENT_TYPES.index(kind) for kind in asked.terms.employment_types)
    if not wanted:
        return _no_wish(postings)
    numbers = np.select([postings.employment == 0, postings.employment & wanted > 0], [0, 1], default=2)
    return Cases(numbers, [NEUTRAL, 1.0, 0.0], ["unknown", "wanted", "other"])


def recency(postings: Postings, asked: Asked) -> Cases:
    """Falls in steps with the days since posting. In steps, so that a new day changes few scores."""
    config = ranking_config()["recency"]
    days = np.maximum((asked.today - EPOCH).days - postings.posted, 0)
    numbers = np.where(postings.posted < 0, len(config["days"]) + 1, np.searchsorted(np.asarray(config["days"]), days))
    return Cases(numbers, [*config["fits"], 0.0, NEUTRAL], [None] * (len(config["days"]) + 1) + ["unknown"])


FACTORS: dict[str, Factor] = {
    "location": location,
    "salary": salary,
    "skills": skills,
    "title": title,
    "company_size": company_size,
    "seniority": seniority,
    "remote_type": remote_type,
    "employment_type": employment_type,
    "recency": recency,
}
