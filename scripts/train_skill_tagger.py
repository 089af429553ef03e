#!/usr/bin/env python3
"""Trains services/enricher/skill_tagger_weights.npz on SkillSpan (MIT licence, Zhang et al. 2022).

    .venv/bin/python scripts/train_skill_tagger.py train.jsonl dev.jsonl              # write the weights
    .venv/bin/python scripts/train_skill_tagger.py train.jsonl dev.jsonl --folds 5    # write nothing, measure

A linear-chain CRF over hashed features, trained with Adagrad; the same files and the same seed give the same weights.
Only hashes and numbers are kept: no word of the data is in the result.

`--folds` deals out the postings: each is read by `extract_skills` with a tagger that saw none of its sentences.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np
from numpy.typing import NDArray

from services.enricher import skill_features, skill_tagger, skills
from services.enricher.posting_tokens import TokenKinds
from services.enricher.skill_chain import BEGIN, INSIDE, OUTSIDE, likelihood
from services.enricher.skill_features import BUCKETS, CUE, FEATURES_VERSION, OFFSETS, REACH, Sentences
from services.enricher.skill_names import name_finder
from services.enricher.skill_tagger import WEIGHTS_FILE

Floats = NDArray[np.float32]

SEED = 7
EPOCHS = 10
BATCH = 32
POOL = 8 * BATCH
RATE = 0.07
DECAY = 1e-2
# Words hidden while learning, so that their shape and surroundings are learnt too.
HIDDEN = 0.2
SMALLEST = 0.004
NOT_BEGUN = -1e4
# No feature: its weights stay 0.
NOTHING = BUCKETS
MOST_CUES = 8


@dataclass(frozen=True, slots=True)
class Sentence:
    """The buckets of each token's features, and its label."""

    buckets: NDArray[np.int32]
    labels: NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file: its posting and source, its own tokens, which of them are knowledge, and what is learnt."""

    posting: str
    source: str
    tokens: list[str]
    is_knowledge: list[bool]
    sentences: list[Sentence]


def main() -> None:
    """Train, and write or measure."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", type=Path, nargs="+")
    parser.add_argument("--folds", type=int)
    arguments = parser.parse_args()
    rows = [row for path in arguments.files for row in read_rows(path)]
    if arguments.folds:
        measure(rows, arguments.folds)
        return
    count = write(WEIGHTS_FILE, *train([sentence for row in rows for sentence in row.sentences]))
    print(f"{WEIGHTS_FILE.name}: {count:,} features, {WEIGHTS_FILE.stat().st_size:,} bytes")


def read_rows(path: Path) -> list[Row]:
    """Every row, with the labels brought from their tokens to ours."""
    finder = name_finder()
    kinds = TokenKinds(
        lambda words: (
            finder.describe(words)
            | skill_features.describe(words)
            | {
                "hashes": np.array([skill_features.features_of(word) for word in words], np.uint64),
                "is_stop": np.array([word in ".!?" for word in words], np.bool_),
            }
        )
    )
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    return [
        Row(
            f"{path.stem} {row['source']} {row['idx']}", row["source"], row["tokens"],
            [tag != "O" for tag in row["tags_knowledge"]], list(_sentences(row, kinds)),
        )
        for row in rows
    ]  # fmt: skip


def _sentences(row: dict[str, Any], kinds: TokenKinds) -> Iterator[Sentence]:
    text = " ".join(row["tokens"])
    tokens = kinds.read(text)
    told = kinds.columns
    _, classes = name_finder().find(tokens, told["name_number"][tokens.kinds], told["is_hyphen"][tokens.kinds])
    theirs = np.repeat(np.arange(len(row["tokens"])), [len(token) + 1 for token in row["tokens"]])[tokens.starts]
    tags = [tag[0] for tag in row["tags_knowledge"]]
    labels = np.array([
        {"O": OUTSIDE, "B": INSIDE if index and theirs[index - 1] == number else BEGIN, "I": INSIDE}[tags[number]]
        for index, number in enumerate(theirs.tolist())
    ], np.int32)  # fmt: skip
    sentences = Sentences.of(tokens, told)
    kept, places = sentences.kept, sentences.places
    if not len(kept):
        return
    own = tokens.kinds[kept]
    kind, inside = sentences.padded(own), sentences.padded(classes[kept], 0)
    hashes, casing = told["hashes"][kind], told["casing"][kind]
    by_offset = skill_features.word_buckets(hashes)
    columns = [rows[places + offset] for rows, offset in zip(by_offset, OFFSETS, strict=True)]
    columns += [pair[:, None] for pair in skill_features.pair_buckets(hashes[:, 0], casing[places], places)]
    of_class, of_line = skill_features.class_buckets(), skill_features.line_buckets()
    columns += [of_class[number, inside[places + offset]][:, None] for number, offset in enumerate((-1, 0, 1))]
    lines = skill_features.line_values(
        sentences, np.arange(len(kept)), classes=inside, casing=casing,
        cues=told["cue"][own], is_stop=told["is_stop"][own],
    )  # fmt: skip
    columns.append(of_line[lines].T)
    columns.append(_roles(sentences, told["hashes"][own, 0], told["cue"][own] > 0))
    buckets, labels = np.concatenate(columns, axis=1), labels[kept]
    for start, end in pairwise([*sentences.heads.tolist(), len(kept)]):
        yield Sentence(buckets[start:end], labels[start:end])


def _roles(sentences: Sentences, words: NDArray[Any], is_cue: NDArray[np.bool_]) -> NDArray[np.int32]:
    """The buckets of the words before, after, first and last in each token's sentence, and of its cues; or NOTHING."""
    buckets = skill_features.role_buckets(words)
    result = np.full((len(words), 2 * REACH + 2 + MOST_CUES), NOTHING, np.int32)
    for token, (first, after) in enumerate(zip(sentences.first, sentences.after, strict=True)):
        before = buckets[max(first, token - REACH) : token, skill_features.BEFORE]
        behind = buckets[token + 1 : min(after, token + REACH + 1), skill_features.AFTER]
        cues = buckets[first:after, CUE][is_cue[first:after]][:MOST_CUES]
        ends = [buckets[first, skill_features.FIRST], buckets[after - 1, skill_features.LAST]]
        told = np.concatenate([before, behind, ends, cues])
        result[token, : len(told)] = told
    return result


def write(path: Path, weights: Floats, transitions: Floats) -> int:
    """What is said for the beginning and the inside of a name, in eight bits; how many features say anything."""
    weights = weights[:, BEGIN:] - weights[:, [OUTSIDE]]
    kept = np.flatnonzero(np.abs(weights).max(axis=1) > SMALLEST)
    scale = float(np.abs(weights).max() / 127)
    np.savez_compressed(
        path, version=FEATURES_VERSION, buckets=kept.astype(np.uint32), scale=scale,
        weights=np.round(weights[kept] / scale).astype(np.int8), transitions=transitions.astype(np.float32),
    )  # fmt: skip
    return len(kept)


def train(sentences: list[Sentence]) -> tuple[Floats, Floats]:
    """Weights by bucket and label, and transitions from label to label; the average over the last epochs."""
    chance = np.random.default_rng(SEED)
    used = np.unique(np.concatenate([sentence.buckets.ravel() for sentence in sentences]))
    used = np.union1d(used, [NOTHING])
    sentences = [Sentence(np.searchsorted(used, one.buckets).astype(np.int32), one.labels) for one in sentences]
    weights, squares = np.zeros((len(used), 3), np.float32), np.full((len(used), 3), 1e-2, np.float32)
    transitions, transition_squares = np.zeros((3, 3)), np.full((3, 3), 1e-2)
    kept, kept_transitions, kept_epochs = np.zeros_like(weights), np.zeros((3, 3)), 0
    for epoch in range(EPOCHS):
        loss = 0.0
        for batch in _batches(sentences, chance):
            cost, gradient, transition_gradient = _gradient(batch, weights, transitions, chance)
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
        print(f"epoch {epoch + 1}: loss {loss / len(sentences):.3f}", file=sys.stderr, flush=True)
    transitions = kept_transitions / kept_epochs
    transitions[OUTSIDE, INSIDE] = NOT_BEGUN
    result = np.zeros((BUCKETS, 3), np.float32)
    result[used[:-1]] = kept[:-1] / kept_epochs
    return result, transitions.astype(np.float32)


def _batches(sentences: list[Sentence], chance: np.random.Generator) -> Iterator[list[Sentence]]:
    """All sentences in chance's order, but those of a batch of similar length: it is padded to the longest."""
    order = chance.permutation(len(sentences)).tolist()
    batches: list[list[int]] = []
    for pool in (order[start : start + POOL] for start in range(0, len(order), POOL)):
        pool.sort(key=lambda number: len(sentences[number].labels))
        batches += [pool[start : start + BATCH] for start in range(0, len(pool), BATCH)]
    for number in chance.permutation(len(batches)):
        yield [sentences[one] for one in batches[number]]


def _gradient(
    batch: list[Sentence], weights: Floats, transitions: NDArray[np.float64], chance: np.random.Generator
) -> tuple[float, Floats, NDArray[np.float64]]:
    """The negative log likelihood of a batch and how it changes with each weight."""
    longest = max(len(sentence.labels) for sentence in batch)
    features = batch[0].buckets.shape[1]
    buckets = np.full((len(batch), longest, features), len(weights) - 1, np.int32)
    labels = np.zeros((len(batch), longest), np.int32)
    is_there = np.zeros((len(batch), longest), np.bool_)
    for row, sentence in enumerate(batch):
        buckets[row, : len(sentence.labels)] = sentence.buckets
        labels[row, : len(sentence.labels)] = sentence.labels
        is_there[row, : len(sentence.labels)] = True
    shown = (chance.random(buckets.shape, np.float32) > HIDDEN) & (buckets < len(weights) - 1)
    scores = (weights[buckets] * shown[..., None]).sum(axis=2) * is_there[..., None]
    loss, marginals, pairs = likelihood(scores, labels, is_there, transitions)
    error = marginals - np.eye(3)[labels]
    error *= is_there[..., None]
    gradient = np.empty_like(weights)
    places = buckets[is_there][shown[is_there]]
    times = shown[is_there].sum(axis=1)
    for label in range(3):
        gradient[:, label] = np.bincount(places, np.repeat(error[is_there][:, label], times), len(weights))
    return loss, gradient, pairs


def measure(rows: list[Row], folds: int) -> None:
    """Print how well held-out postings are read, by source, by fold and together."""
    for name, count in sorted(held_out(rows, folds).items()):
        precision, recall = count["right"] / count["found"], count["right"] / count["wanted"]
        score = 2 * precision * recall / (precision + recall)
        print(f"{name}: F1 {score:.3f}, precision {precision:.3f}, recall {recall:.3f}")


def held_out(rows: list[Row], folds: int) -> dict[str, Counter[str]]:
    """Tokens of technical mentions against tokens of knowledge spans: how many were found, right and wanted."""
    fold_of: dict[str, int] = {}
    for source in {row.source for row in rows}:
        postings = sorted({row.posting for row in rows if row.source == source}, key=_digest)
        fold_of |= {posting: number % folds for number, posting in enumerate(postings)}
    counts: dict[str, Counter[str]] = {}
    for fold in range(folds):
        seen = [sentence for row in rows if fold_of[row.posting] != fold for sentence in row.sentences]
        with TemporaryDirectory() as folder:
            write(weights := Path(folder, "weights.npz"), *train(seen))
            _use(weights)
        for row in rows:
            if fold_of[row.posting] == fold:
                for name in (row.source, f"fold {fold + 1}", "all"):
                    counts.setdefault(name, Counter()).update(_compared(row))
    _use(WEIGHTS_FILE)
    return counts


def _use(weights: Path) -> None:
    """Make `extract_skills` read with these weights."""
    skill_tagger.WEIGHTS_FILE = weights
    skill_tagger.load_tagger.cache_clear()
    skills.pipeline.cache_clear()
    skills.pipeline()


def _digest(posting: str) -> str:
    return hashlib.sha256(posting.encode()).hexdigest()


def _compared(row: Row) -> Counter[str]:
    mentions = [one for one in skills.extract_skills("", " ".join(row.tokens)) if one.kind == "technical"]
    count = Counter[str](found=0, right=0, wanted=sum(row.is_knowledge))
    start = 0
    for token, is_knowledge in zip(row.tokens, row.is_knowledge, strict=True):
        end = start + len(token)
        if any(start < (mention.end or 0) and (mention.start or 0) < end for mention in mentions):
            count.update(found=1, right=is_knowledge)
        start = end + 1
    return count


if __name__ == "__main__":
    main()
