"""The order that other weights would give to jobs already ranked, from the fits that their explanations keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from services.jobs.listing import Job


@dataclass(frozen=True, slots=True)
class Placed:
    """A job with its score under other weights, and how many places it would rise (negative: fall)."""

    job: Job
    score: float
    rises: int


def reordered(jobs: Sequence[Job], weights: Mapping[str, float]) -> list[Placed]:
    """The jobs, given in their present order, in the order that these points by factor would give them."""
    scores = [_score(job, weights) for job in jobs]
    order = sorted(range(len(jobs)), key=lambda at: (-scores[at], at))
    return [Placed(jobs[at], scores[at], at - place) for place, at in enumerate(order)]


def _score(job: Job, weights: Mapping[str, float]) -> float:
    factors = job.rank_explain.get("factors")
    if not isinstance(factors, Mapping):
        return float(job.rank_score)
    # What a ranking did not look at is unknown, and what is unknown fits half.
    fits = {name: float((factors.get(name) or {}).get("fit", 0.5)) for name in weights}
    return round(sum(round(weight * fits[name], 2) for name, weight in weights.items()), 2)
