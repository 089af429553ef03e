"""What a person never wants: pure tests that hide a posting whatever its score. Only what is known can be hidden."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from services.ranker.campaign_terms import Asked
from services.ranker.factors import most_paid
from services.ranker.postings import REMOTE_TYPES, SENIORITY, Bools, Postings


@dataclass(frozen=True, slots=True)
class Gated:
    """Which postings are hidden, and for each of them the gate and a sentence, in the order of the postings."""

    hidden: Bools
    gates: list[str]
    whys: list[str]


def gated(postings: Postings, asked: Asked, *, words: Mapping[int, str], employers: Mapping[int, str]) -> Gated:
    """The first gate that each posting meets.

    By place of the posting: `words` are the blocked words found in it, `employers` the blocked name of its company.
    """
    terms = asked.terms
    hidden = np.zeros(len(postings), dtype=np.bool_)
    if not terms.has_gates:
        return Gated(hidden, [], [])
    pays = most_paid(postings, asked) if terms.pay_floor is not None else None
    excluded = [SENIORITY.index(level) + 1 for level in terms.excluded_seniority]
    senior = np.isin(postings.seniority, excluded)
    low = pays < terms.pay_floor - 0.5 if pays is not None and terms.pay_floor is not None else hidden
    named = np.isin(postings.employer, list(asked.blocked_employers)) & (postings.employer != 0)
    blocked = named | _among(postings, employers)
    worded = _among(postings, words)
    away = (postings.remote_type > 1) if terms.remote_only else hidden
    hidden = senior | low | blocked | worded | away
    gates, whys = [], []
    for n in np.flatnonzero(hidden).tolist():
        if senior[n]:
            gate, why = "seniority", f"{SENIORITY[postings.seniority[n] - 1]} level, which you excluded"
        elif low[n]:
            assert pays is not None
            gate = "pay_floor"
            why = f"pays at most {pays[n]:,.0f} {terms.currency}, your floor is {terms.pay_floor:,} {terms.currency}"
        elif blocked[n]:
            name = asked.blocked_employers[int(postings.employer[n])] if named[n] else employers[n]
            gate, why = "employer", f"by {name}, which you blocked"
        elif worded[n]:
            gate, why = "word", f"says “{words[n]}”, which you blocked"
        else:
            gate, why = "remote_only", f"{REMOTE_TYPES[postings.remote_type[n] - 1]}, and you want remote work only"
        gates.append(gate)
        whys.append(why)
    return Gated(hidden, gates, whys)


def _among(postings: Postings, places: Iterable[int]) -> Bools:
    among = np.zeros(len(postings), dtype=np.bool_)
    among[list(places)] = True
    return among


def word_pattern(words: Sequence[str]) -> str:
    """One regular expression of PostgreSQL for whole words or phrases, whatever stands in them."""
    escaped = (re.sub(r"([^\w\s])", r"\\\1", word) for word in words)
    return r"(?:^|\W)(" + "|".join(re.sub(r"\s+", r"\\s+", word) for word in escaped) + r")(?:\W|$)"
