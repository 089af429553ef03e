#!/usr/bin/env python3
"""Trains services/enricher/salary_leaning_weights.npz on our own sentences, tests/benchmarks/labelled/salary.toml.

    .venv/bin/python scripts/train_pay_leaning.py              # write the weights
    .venv/bin/python scripts/train_pay_leaning.py --folds 8    # write nothing, measure on sentences not learnt from

Logistic regression over hashed features by Adagrad, the weights of all rounds averaged. The same file and the same seed
give the same weights.
"""

from __future__ import annotations

import argparse
import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from services.enricher import salary_amounts, salary_leaning

CASES = Path(__file__).parents[1] / "tests/benchmarks/labelled/salary.toml"
SEED = 7
EPOCHS = 8
RATE = 0.3
DECAY = 0.004
# Features hidden while learning, so that no single word decides.
HIDDEN = 0.25
# Weights are kept in steps of the largest divided by this.
STEPS = 127
AT_MOST = 30.0
MANY_AMOUNTS = 40
# Where `--folds` tells how much lies above.
LEANINGS = (-6, -4, -3, -2, 0, 2, 3, 4, 6)


@dataclass(frozen=True, slots=True)
class Example:
    """The buckets of what is seen of one amount, and whether it is pay."""

    buckets: list[int]
    is_pay: bool


def main() -> None:
    """Train, and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folds", type=int)
    arguments = parser.parse_args()
    kinds = read_cases()
    if arguments.folds:
        measure(kinds, arguments.folds)
        return
    weights = train([example for texts in kinds for examples in texts for example in examples])
    scale = max(map(abs, weights)) / STEPS
    steps = np.array([round(weight / scale) for weight in weights], np.int8)
    kept = np.flatnonzero(steps).astype(np.int32)
    np.savez_compressed(
        salary_leaning.WEIGHTS_FILE, buckets=kept, weights=steps[kept], scale=scale,
        version=salary_leaning.FEATURES_VERSION,
    )  # fmt: skip
    print(f"{len(kept)} weights, {salary_leaning.WEIGHTS_FILE.stat().st_size // 1024} kB")


def read_cases() -> list[list[list[Example]]]:
    """The amounts of each text that states pay, and of each that states none, in the order of the file."""
    cases = tomllib.loads(CASES.read_text(encoding="utf-8"))
    pay = [list(_examples(text, {low, high} - {""})) for text, _, low, high, _, _ in cases["pay"]["cases"]]
    return [pay, [list(_examples(text, set())) for text in cases["traps"]["texts"]]]


def _examples(text: str, ends: set[float]) -> Iterator[Example]:
    for match in list(salary_amounts.amounts(text))[:MANY_AMOUNTS]:
        amount = salary_amounts.in_context(match, text)
        low, high, _ = salary_amounts.scaled(match)
        seen = salary_leaning.features(amount, low)
        yield Example(
            [salary_leaning.bucket(feature) for feature in seen], not ends.isdisjoint({float(low), float(high or low)})
        )


def train(examples: list[Example]) -> list[float]:
    """One weight per bucket."""
    draw = random.Random(SEED)  # noqa: S311 - it hides features and no secret
    weights, squares, total = ([value] * salary_leaning.BUCKETS for value in (0.0, 1e-6, 0.0))
    order = list(examples)
    for _ in range(EPOCHS):
        draw.shuffle(order)
        for example in order:
            seen = [bucket for bucket in example.buckets if draw.random() > HIDDEN]
            score = sum([weights[bucket] for bucket in seen])
            error = 1 / (1 + math.exp(-max(-AT_MOST, min(AT_MOST, score)))) - example.is_pay
            for bucket in seen:
                slope = error + DECAY * weights[bucket]
                squares[bucket] += slope * slope
                weights[bucket] -= RATE * slope / math.sqrt(squares[bucket])
        total = [before + weight for before, weight in zip(total, weights, strict=True)]
    return [weight / EPOCHS for weight in total]


def measure(kinds: list[list[list[Example]]], folds: int) -> None:
    """Neighbours in the file were written together, so a fold is a run of them."""
    scores: list[tuple[float, bool]] = []
    for fold in range(folds):
        parts = [
            (
                kind[: (start := len(kind) * fold // folds)],
                kind[start : (end := len(kind) * (fold + 1) // folds)],
                kind[end:],
            )
            for kind in kinds
        ]
        weights = train([example for before, _, after in parts for text in [*before, *after] for example in text])
        held_out = [example for _, part, _ in parts for text in part for example in text]
        scores += [(sum(weights[bucket] for bucket in example.buckets), example.is_pay) for example in held_out]
    print(f"{sum((score > 0) == is_pay for score, is_pay in scores) / len(scores):.1%} of {len(scores)} amounts right")
    for least in LEANINGS:
        pay, other = ([score > least for score, is_pay in scores if is_pay is kind] for kind in (True, False))
        print(f"above {least:+}: {sum(pay) / len(pay):.1%} of pay, {sum(other) / len(other):.1%} of other amounts")


if __name__ == "__main__":
    main()
