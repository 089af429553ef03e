"""One campaign after the other, chunk by chunk of the postings: read columns, score them, write what is different."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from typing import Any
from uuid import UUID

import numpy as np
from sqlalchemy import Connection, Engine

from services.ranker.campaign_terms import Asked
from services.ranker.gates import Gated, gated, word_pattern
from services.ranker.postings import Bools, Postings, unpacked
from services.ranker.scoring import Scores, cases_of, fits_hard_criteria, scored
from services.shared.run_context import RunContext
from services.shared.sql import queries_beside

SQL = queries_beside(__file__)

# Postings in memory at a time, about 100 MB with their scores; larger chunks share more explanations.
CHUNK = 100_000
_FIRST, _LAST = str(UUID(int=0)), str(UUID(int=2**128 - 1))

Parameters = dict[str, Any]


@dataclass(frozen=True, slots=True)
class CampaignRanking:
    """Pairs of one campaign: written now, already right, found but not in fact_jobs, no longer ranked, and hidden."""

    ranked: int = 0
    unchanged: int = 0
    skipped: int = 0
    removed: int = 0
    gated: int = 0


@dataclass(frozen=True, slots=True)
class Part:
    """Postings that may score otherwise, as the text of an array of keys (empty: none), and how many the campaign found
    in all."""

    keys: str
    found: int


@dataclass(frozen=True, slots=True)
class Job:
    """A campaign to rank, what to remember of it, and which postings to score (None: all)."""

    asked: Asked
    state: Parameters
    part: Part | None


@dataclass(frozen=True, slots=True)
class _Tally:
    found: int = 0
    ranked: int = 0
    scored: int = 0
    removed: int = 0
    gated: int = 0

    def __add__(self, more: _Tally) -> _Tally:
        return _Tally(*(getattr(self, f.name) + getattr(more, f.name) for f in fields(self)))


def rank_campaigns(engine: Engine, jobs: Sequence[Job], run: RunContext) -> dict[int, CampaignRanking]:
    """Rank these campaigns in one transaction; returns what was done for each, by its id."""
    tallies = {job.asked.terms.campaign_id: _Tally() for job in jobs}
    always = {"now": run.now, "today": run.now.date(), "run_id": run.run_id}

    def rank(job: Job, postings: Postings, chunk: Parameters) -> None:
        number = job.asked.terms.campaign_id
        tallies[number] += _rank_chunk(conn, job, postings, always | chunk | {"campaign_id": number})

    with engine.begin() as conn:
        conn.execute(SQL["tune_transaction"])
        conn.execute(SQL["make_chunk_table"])
        whole = [job for job in jobs if job.part is None]
        for chunk in _chunks(conn) if whole else ():
            postings = _take(conn, chunk)
            for job in whole:
                rank(job, postings, chunk)
        in_part: dict[str, list[Job]] = {}
        for job in jobs:
            in_part.setdefault(job.part.keys if job.part else "", []).append(job)
        for keys in filter(None, in_part):
            chunk = {"after": _FIRST, "until": _LAST, "keys": keys}
            postings = _take(conn, chunk)
            for job in in_part[keys] if len(postings) else ():
                rank(job, postings, chunk)
        for job in jobs:
            found = job.part.found if job.part else tallies[job.asked.terms.campaign_id].found
            conn.execute(SQL["keep_state"], job.state | {"found_pairs": found})
    return {job.asked.terms.campaign_id: _summary(job, tallies[job.asked.terms.campaign_id]) for job in jobs}


def _take(conn: Connection, chunk: Parameters) -> Postings:
    """Number the postings of the chunk for the statements that follow."""
    conn.execute(SQL["empty_chunk_table"])
    columns = conn.execute(SQL["take_chunk"], chunk).one()
    conn.execute(SQL["know_chunk_table"])
    return unpacked({name: value or b"" for name, value in columns._asdict().items()})


def _summary(job: Job, tally: _Tally) -> CampaignRanking:
    left_alone = max(0, job.part.found - tally.scored - tally.gated) if job.part else 0
    return CampaignRanking(
        ranked=tally.ranked,
        unchanged=tally.scored - tally.ranked + left_alone,
        removed=tally.removed,
        gated=tally.gated,
    )


def _chunks(conn: Connection) -> Iterator[Parameters]:
    ends = [str(row.job_posting_key) for row in conn.execute(SQL["chunk_bounds"], {"size": CHUNK})]
    after = _FIRST
    for until in [*ends, _LAST]:
        chunk = {"after": after, "until": until, "keys": None}
        after = until
        if conn.execute(SQL["has_postings"], chunk).scalar_one():
            yield chunk


def _rank_chunk(conn: Connection, job: Job, postings: Postings, where: Parameters) -> _Tally:
    """Score and write one chunk for one campaign."""
    terms = job.asked.terms
    found = np.zeros(len(postings), dtype=np.bool_)
    numbers: memoryview | None = conn.execute(SQL["found_in_chunk"], where).scalar_one()
    if numbers:
        found[np.frombuffer(numbers, dtype=">i4") - 1] = True
    known = conn.execute(SQL["known_of_chunk"], where).one()
    if not (found.any() or terms.competes or known.is_ranked or known.is_gated):
        return _Tally()
    cases = cases_of(postings, job.asked)
    candidates = found | fits_hard_criteria(cases) if terms.competes else found
    hidden = gated(
        postings, job.asked, words=_blocked_words(conn, job, where), employers=_blocked_companies(conn, job, where)
    )
    scores = scored(cases, terms, ranked=candidates & ~hidden.hidden, found=found)
    given = where | _as_literals(scores)
    ranked = conn.execute(SQL["write_changed" if known.is_ranked else "write_new"], given).rowcount
    all_ranked = bool(scores.numbers.all())
    return _Tally(
        found=int(np.count_nonzero(found)),
        ranked=ranked,
        scored=int(np.count_nonzero(scores.numbers)),
        removed=conn.execute(SQL["remove_unranked"], given).rowcount if known.is_ranked and not all_ranked else 0,
        gated=_write_gated(conn, hidden, where, candidates, forget=known.is_gated),
    )


def _as_literals(scores: Scores) -> Parameters:
    first, second, third = scores.parts
    return {
        "numbers": _literal(scores.numbers.tolist()), "scores": _literal(scores.scores),
        "competes": _literal(scores.competes.tolist()), "head": scores.head,
        "first": _literal(first.tolist()), "second": _literal(second.tolist()), "third": _literal(third.tolist()),
        "points": [text.points for text in scores.texts], "facts": [text.facts for text in scores.texts],
        "fits": [text.fits for text in scores.texts],
    }  # fmt: skip


def _literal(values: Sequence[object]) -> str:
    """An array in one string: the server reads that faster than a list of constants."""
    return "{" + ",".join(map(str, values)) + "}"


def _blocked_words(conn: Connection, job: Job, where: Parameters) -> dict[int, str]:
    terms = job.asked.terms
    if not terms.blocked_words:
        return {}
    given = where | {"pattern": word_pattern(terms.blocked_words), "competes": terms.competes}
    return {row.number - 1: row.blocked for row in conn.execute(SQL["blocked_by_word"], given)}


def _blocked_companies(conn: Connection, job: Job, where: Parameters) -> dict[int, str]:
    blocked = job.asked.terms.blocked_employers
    if not blocked:
        return {}
    rows = conn.execute(SQL["blocked_by_company"], where | {"employers": blocked})
    return {row.number - 1: row.blocked for row in rows}


def _write_gated(conn: Connection, hidden: Gated, where: Parameters, candidates: Bools, *, forget: bool) -> int:
    """Keep what is hidden now and, with `forget`, drop what no longer is; returns how many are hidden."""
    at = np.flatnonzero(hidden.hidden).tolist()
    rows = [(n + 1, gate, why) for n, gate, why in zip(at, hidden.gates, hidden.whys, strict=True) if candidates[n]]
    given = where | {
        "gated": [number for number, _, _ in rows],
        "gates": [gate for _, gate, _ in rows],
        "whys": [why for _, _, why in rows],
    }
    if forget:
        conn.execute(SQL["remove_ungated"], given)
    if rows:
        conn.execute(SQL["write_gated"], given)
    return len(rows)
