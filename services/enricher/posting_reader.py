"""What the rules read out of postings: pure, batch by batch, here or in a process of its own that speaks by pipes.

`python -m services.enricher.posting_reader` reads pickled batches on its standard input and answers on its standard
output until its parent closes the pipe or dies. The pickles never leave the machine or the family.
"""

from __future__ import annotations

import json
import pickle
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple
from uuid import UUID

from services.enricher.remote_work import read_remote_type
from services.enricher.salary import extract_salary
from services.enricher.seniority import read_seniority
from services.enricher.skills import SkillMention, extract_skills_of, memory_zone

COLUMNS = (
    "job_posting_key", "content_hash", "extracted_skills", "seniority_level", "remote_work_type",
    "salary_min", "salary_max", "salary_period", "salary_currency", "evidence",
)  # fmt: skip


class Posting(NamedTuple):
    """The texts of one posting, as the query of the batch gives them."""

    job_posting_key: UUID
    content_hash: str
    job_title: str
    job_description: str
    job_location: str
    job_country: str | None


Reading = tuple[Any, ...]
Reader = Callable[[list[Posting]], list[Reading]]


def read_postings(batch: list[Posting]) -> list[Reading]:
    """One row of COLUMNS for each posting."""
    with memory_zone():
        skills = extract_skills_of((posting.job_title, posting.job_description) for posting in batch)
        return [_read(posting, mentions) for posting, mentions in zip(batch, skills, strict=True)]


@contextmanager
def reader_process() -> Iterator[Reader]:
    """`read_postings` in a process of its own; raises RuntimeError when that process ends before it has answered."""
    # A fresh interpreter instead of a fork: Airflow's task holds sockets and the caller holds database connections.
    child = subprocess.Popen(
        [sys.executable, "-m", "services.enricher.posting_reader"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert child.stdin
    assert child.stdout
    to_child, from_child = child.stdin, child.stdout

    def read(batch: list[Posting]) -> list[Reading]:
        try:
            pickle.dump([tuple(posting) for posting in batch], to_child, pickle.HIGHEST_PROTOCOL)
            to_child.flush()
            rows: list[Reading] = pickle.load(from_child)  # noqa: S301 - our own child
        except (EOFError, BrokenPipeError) as error:
            raise RuntimeError(f"A process that reads postings ended with code {child.wait()}.") from error
        return rows

    try:
        yield read
    finally:
        to_child.close()
        child.wait()
        from_child.close()


def _read(posting: Posting, mentions: list[SkillMention]) -> Reading:
    salary = extract_salary(posting.job_description, posting.job_country)
    level = read_seniority(posting.job_title, posting.job_description)
    remote = read_remote_type(posting.job_title, posting.job_description, posting.job_location)
    evidence = {
        name: {"in": found.source, "start": found.start, "end": found.end}
        for name, found in (("seniority", level), ("remote", remote))
        if found
    }
    if salary:
        evidence["salary"] = {"in": "description", "start": salary.evidence[0], "end": salary.evidence[1]}
    return (
        posting.job_posting_key,
        posting.content_hash,
        json.dumps(_skills(mentions), ensure_ascii=False),
        level.value if level else None,
        remote.value if remote else None,
        salary.min if salary else None,
        salary.max if salary else None,
        salary.period if salary else None,
        salary.currency if salary else None,
        json.dumps(evidence),
    )


def _skills(mentions: list[SkillMention]) -> list[dict[str, Any]]:
    """Each skill once, with its first place in the description or null when only the title names it."""
    first: dict[str, SkillMention] = {}
    for mention in mentions:
        known = first.get(mention.skill)
        if known is None or known.start is None:
            first[mention.skill] = mention
    return [
        {"skill": mention.skill, "kind": mention.kind, "start": mention.start, "end": mention.end}
        for mention in first.values()
    ]


def _serve() -> None:
    """Answer batches until the pipe closes, which it also does when the parent is killed."""
    answers, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            batch = pickle.load(sys.stdin.buffer)  # noqa: S301 - our own parent
        except (EOFError, KeyboardInterrupt):
            return
        pickle.dump(read_postings([Posting(*row) for row in batch]), answers, pickle.HIGHEST_PROTOCOL)
        answers.flush()


if __name__ == "__main__":
    _serve()
