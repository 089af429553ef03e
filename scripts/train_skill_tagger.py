#!/usr/bin/env python3
"""Trains services/enricher/skill_tagger_weights.npz on SkillSpan (MIT licence, Zhang et al. 2022).

    .venv/bin/python scripts/train_skill_tagger.py train.jsonl dev.jsonl                 # write the weights
    .venv/bin/python scripts/train_skill_tagger.py train.jsonl --measure dev.jsonl       # write nothing, tell the F1

A linear-chain CRF over hashed features, trained with Adagrad; the same files and the same seed give the same weights.
Only hashes and numbers are kept: no word of the data is in the result.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enricher import skill_tagger
from services.enricher.posting_tokens import PADDING, TokenKinds
from services.enricher.skill_names import name_finder
from services.enricher.skill_tagger import (
    BEGIN,
    BUCKETS,
    FEATURES_VERSION,
    INSIDE,
    OFFSETS,
    OUTSIDE,
    PAIRS,
    WEIGHTS_FILE,
)

Floats = NDArray[np.float64]

SEED = 7
EPOCHS = 10
BATCH = 32
RATE = 0.1
DECAY = 1e-2
# Words hidden while learning, so that their shape and surroundings are learnt too.
HIDDEN = 0.2
SMALLEST = 0.004
NOT_BEGUN = -1e4


@dataclass(frozen=True, slots=True)
class Sentence:
    """The buckets of each token's features, and its label."""

    buckets: NDArray[np.int32]
    labels: NDArray[np.int32]


def main() -> None:
    """Train, and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sentences", type=Path, nargs="+")
    parser.add_argument("--measure", type=Path)
    arguments = parser.parse_args()
    sentences = [sentence for path in arguments.sentences for sentence in read_sentences(path)]
    weights, transitions = train(sentences)
    if arguments.measure:
        measure(read_sentences(arguments.measure), weights, transitions)
        return
    kept = np.flatnonzero(np.abs(weights).max(axis=1) > SMALLEST)
    scale = float(np.abs(weights).max() / 127)
    np.savez_compressed(
        WEIGHTS_FILE, version=FEATURES_VERSION, buckets=kept.astype(np.uint32), scale=scale,
        weights=np.round(weights[kept] / scale).astype(np.int8), transitions=transitions.astype(np.float32),
    )  # fmt: skip
    print(f"{WEIGHTS_FILE.name}: {len(kept):,} features, {WEIGHTS_FILE.stat().st_size:,} bytes")


def read_sentences(path: Path) -> list[Sentence]:
    """Every sentence in which something can be learnt, with the labels brought from their tokens to ours."""
    finder = name_finder()
    kinds = TokenKinds(
        lambda words: (
            finder.describe(words)
            | {
                "hashes": np.array([skill_tagger.features_of(word) for word in words], np.uint64),
                "is_stop": np.array([word in ".!?" for word in words], np.bool_),
            }
        )
    )
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [_sentence(row, kinds) for row in rows if row["tokens"]]


def _sentence(row: dict[str, Any], kinds: TokenKinds) -> Sentence:
    text = " ".join(row["tokens"])
    tokens = kinds.read(text)
    _, classes = name_finder().find(
        tokens, kinds.columns["name_number"][tokens.kinds], kinds.columns["is_hyphen"][tokens.kinds]
    )
    theirs = np.repeat(np.arange(len(row["tokens"])), [len(token) + 1 for token in row["tokens"]])[tokens.starts]
    tags = [tag[0] for tag in row["tags_knowledge"]]
    labels = [
        {"O": OUTSIDE, "B": INSIDE if index and theirs[index - 1] == number else BEGIN, "I": INSIDE}[tags[number]]
        for index, number in enumerate(theirs.tolist())
    ]
    places = skill_tagger.window_places(tokens.ends_sentence)
    kind = np.full(places.max() + 4, PADDING, np.int32)
    kind[places] = tokens.kinds
    inside = np.zeros(len(kind), np.int32)
    inside[places] = classes
    hashes = kinds.columns["hashes"][kind]
    by_offset = skill_tagger.word_buckets(hashes)
    columns = [rows_[places + offset] for rows_, offset in zip(by_offset, OFFSETS, strict=True)]
    for salt, (left, right) in enumerate(PAIRS):
        pair = skill_tagger.pair_buckets(hashes[places + left, 0], hashes[places + right, 0], salt)
        columns.append(pair[:, None])
    of_class = skill_tagger.class_buckets()
    columns += [of_class[row_, inside[places + offset]][:, None] for row_, offset in enumerate((-1, 0, 1))]
    columns.append(
        skill_tagger.line_buckets(places, hashes[:, 0], hashes[places, 4], inside[places], np.arange(len(places)))
    )
    return Sentence(np.concatenate(columns, axis=1), np.array(labels, np.int32))


def train(sentences: list[Sentence]) -> tuple[Floats, Floats]:
    """Weights by bucket and label, and transitions from label to label; the average over the last epochs."""
    chance = np.random.default_rng(SEED)
    weights, squares = np.zeros((BUCKETS, 3)), np.full((BUCKETS, 3), 1e-2)
    transitions, transition_squares = np.zeros((3, 3)), np.full((3, 3), 1e-2)
    kept, kept_transitions, kept_epochs = np.zeros_like(weights), np.zeros((3, 3)), 0
    by_length = sorted(range(len(sentences)), key=lambda number: len(sentences[number].labels))
    batches = [by_length[start : start + BATCH] for start in range(0, len(by_length), BATCH)]
    for epoch in range(EPOCHS):
        loss = 0.0
        for number in chance.permutation(len(batches)):
            cost, gradient, transition_gradient = _gradient(
                [sentences[one] for one in batches[number]], weights, transitions, chance
            )
            loss += cost
            gradient += DECAY * weights
            squares += gradient**2
            weights -= RATE * gradient / np.sqrt(squares)
            transition_squares += transition_gradient**2
            transitions -= RATE * transition_gradient / np.sqrt(transition_squares)
        if epoch >= EPOCHS // 2:
            kept += weights
            kept_transitions += transitions
            kept_epochs += 1
        print(f"epoch {epoch + 1}: loss {loss / len(sentences):.3f}", flush=True)
    transitions = kept_transitions / kept_epochs
    transitions[OUTSIDE, INSIDE] = NOT_BEGUN
    return kept / kept_epochs, transitions


def _gradient(
    batch: list[Sentence], weights: Floats, transitions: Floats, chance: np.random.Generator
) -> tuple[float, Floats, Floats]:
    """The negative log likelihood of a batch and how it changes with each weight."""
    longest = max(len(sentence.labels) for sentence in batch)
    features = batch[0].buckets.shape[1]
    buckets = np.zeros((len(batch), longest, features), np.int32)
    labels = np.zeros((len(batch), longest), np.int32)
    is_there = np.zeros((len(batch), longest), np.bool_)
    for row, sentence in enumerate(batch):
        buckets[row, : len(sentence.labels)] = sentence.buckets
        labels[row, : len(sentence.labels)] = sentence.labels
        is_there[row, : len(sentence.labels)] = True
    shown = chance.random(buckets.shape) > HIDDEN
    scores = (weights[buckets] * shown[..., None]).sum(axis=2) * is_there[..., None]
    loss, marginals, pairs = _chain(scores, labels, is_there, transitions)
    error = marginals - np.eye(3)[labels]
    error *= is_there[..., None]
    gradient = np.empty_like(weights)
    places = buckets[is_there][shown[is_there]]
    times = shown[is_there].sum(axis=1)
    for label in range(3):
        gradient[:, label] = np.bincount(places, np.repeat(error[is_there][:, label], times), BUCKETS)
    return loss, gradient, pairs


def _chain(
    scores: Floats, labels: NDArray[np.int32], is_there: NDArray[np.bool_], transitions: Floats
) -> tuple[float, Floats, Floats]:
    """Forward and backward over padded sentences, outside before and after: loss, marginals, transition gradient."""
    count, longest, _ = scores.shape
    forward, backward = np.zeros_like(scores), np.zeros_like(scores)
    forward[:, 0] = transitions[OUTSIDE] + scores[:, 0]
    for step in range(1, longest):
        moved = _log_sum(forward[:, step - 1, :, None] + transitions[None]) + scores[:, step]
        forward[:, step] = np.where(is_there[:, step, None], moved, forward[:, step - 1])
    total = _log_sum(forward[:, -1] + transitions[:, OUTSIDE])
    backward[:, -1] = transitions[:, OUTSIDE]
    for step in range(longest - 2, -1, -1):
        after = (backward[:, step + 1] + scores[:, step + 1])[:, None, :] + transitions[None]
        moved = _log_sum(after.transpose(0, 2, 1))
        backward[:, step] = np.where(is_there[:, step + 1, None], moved, transitions[:, OUTSIDE])
    marginals = np.exp(forward + backward - total[:, None, None])
    rows = np.arange(count)
    before = np.concatenate([np.zeros((count, 1), np.int32), labels[:, :-1]], axis=1)
    gold = (scores[rows[:, None], np.arange(longest), labels] + transitions[before, labels])[is_there].sum()
    last = labels[rows, is_there.sum(axis=1) - 1]
    gold += transitions[last, OUTSIDE].sum()
    gradient = np.zeros((3, 3))
    expected = (
        forward[:, :-1, :, None]
        + transitions
        + (scores[:, 1:] + backward[:, 1:])[:, :, None, :]
        - total[:, None, None, None]
    )
    gradient += np.exp(expected)[is_there[:, 1:]].sum(axis=0)
    gradient[OUTSIDE] += marginals[:, 0].sum(axis=0)
    gradient[:, OUTSIDE] += marginals[rows, is_there.sum(axis=1) - 1].sum(axis=0)
    np.add.at(gradient, (before[is_there], labels[is_there]), -1.0)
    np.add.at(gradient, (last, OUTSIDE), -1.0)
    return float(total.sum() - gold), marginals, gradient


def _log_sum(values: Floats) -> Floats:
    """log(sum(exp)) over the second axis."""
    top = values.max(axis=1, keepdims=True)
    result: Floats = (top + np.log(np.exp(values - top).sum(axis=1, keepdims=True))).squeeze(1)
    return result


def measure(sentences: list[Sentence], weights: Floats, transitions: Floats) -> None:
    """Token F1 of the chain alone, for several weights of precision."""
    for bias in (-0.4, 0.0, 0.2, 0.4, 0.6, 0.8, 1.0):
        right = found = wanted = 0
        for sentence in sentences:
            scores = weights[sentence.buckets].sum(axis=1)
            scores[:, OUTSIDE] += bias
            chain = np.array(skill_tagger.best_chain(scores.tolist(), transitions.tolist())) > 0
            real = sentence.labels > 0
            right, found, wanted = right + int((chain & real).sum()), found + int(chain.sum()), wanted + int(real.sum())
        precision, recall = right / max(found, 1), right / wanted
        print(
            f"bias {bias:+.1f}: F1 {2 * precision * recall / (precision + recall):.3f}, {precision:.3f}, {recall:.3f}"
        )


if __name__ == "__main__":
    main()
