"""The speed of the rules against a bare spaCy `PhraseMatcher` over the same vocabulary."""

from __future__ import annotations

import multiprocessing
import resource
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import spacy
from spacy.matcher import PhraseMatcher

from services.enricher import posting_reader
from services.enricher.vocabulary import load_vocabulary
from services.sandbox.universe.bulk import generate_postings
from tests.benchmarks.loads import TODAY

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Speeds:
    """Postings per second of one core in the median round, the ratios of all rounds, and the peak in MB."""

    rules: float
    matcher: float
    ratios: list[float]
    peak_mb: float


def postings(count: int, seed: int = 5) -> list[posting_reader.Posting]:
    """Drawn postings with the texts that the rules read."""
    return [
        posting_reader.Posting(
            posting.get("job_id", ""), "", posting.get("job_title") or "", posting.get("job_description") or "",
            posting.get("job_city") or "", (posting.get("job_country") or "").lower() or None,
        )
        for posting in generate_postings(count, seed, TODAY)
    ]  # fmt: skip


def bare_matcher() -> Callable[[list[posting_reader.Posting]], Any]:
    """Tokenise and match, and nothing else."""
    language = spacy.blank("en")
    matcher = PhraseMatcher(language.vocab, attr="LOWER")
    for key, spelling in load_vocabulary().spellings.items():
        matcher.add(key, [language.make_doc(spelling.text)])
    return lambda batch: [len(matcher(language.make_doc(posting.job_description))) for posting in batch]


def measure(count: int) -> Speeds:
    """Both on the same postings in turn, in a process of its own so that its memory is its own."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_measure, (count,))


def _measure(count: int) -> Speeds:
    drawn = postings(count)
    posting_reader.read_postings(drawn[:100])
    seconds: dict[str, list[float]] = {"rules": [], "matcher": []}
    posting_reader.read_postings(drawn)
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    match = bare_matcher()
    match(drawn)
    for _ in range(ROUNDS):
        for name, work in (("rules", posting_reader.read_postings), ("matcher", match)):
            started = time.process_time()
            work(drawn)
            seconds[name].append(time.process_time() - started)
    ratios = [matcher / rules for rules, matcher in zip(seconds["rules"], seconds["matcher"], strict=True)]
    return Speeds(
        count / statistics.median(seconds["rules"]), count / statistics.median(seconds["matcher"]), ratios, peak_mb
    )
