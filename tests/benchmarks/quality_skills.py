"""How well skills are found: sentences we wrote, SkillSpan's knowledge spans, and ESCO labels that stand in a text."""

from __future__ import annotations

import importlib.util
import re
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from services.enricher.skills import extract_skills
from tests.benchmarks import labels
from tests.benchmarks.labels import Place, share
from tests.benchmarks.report import Figure
from tests.benchmarks.skill_cases import failed_cases, own_cases

FOLDS = 3
TRAINING = Path(__file__).parents[2] / "scripts" / "train_skill_tagger.py"
_NO_LABEL = {"LABEL NOT PRESENT", "UNDERSPECIFIED", ""}


def skills_own() -> Iterator[Figure]:
    """Aliases and traps."""
    for kind, name in (("named", "skills_own"), ("traps", "skills_traps")):
        cases, failed = own_cases(kind), {text for text, _ in failed_cases(kind)}
        right = [text not in failed for text, _ in cases]
        yield share(
            name,
            right,
            "own cases; was 0.50",
            "every skill found" if kind == "named" else "no trap word found",
            at_least=0.98,
        )


def skills_skillspan(sentences: Path) -> Iterator[Figure]:
    """Tokens of technical mentions against the tokens of knowledge spans. The tagger has seen these sentences."""
    right = found = wanted = either = 0
    for row in labels.json_rows(sentences):
        text = " ".join(row["tokens"])
        mentions = [mention for mention in extract_skills("", text) if mention.kind == "technical"]
        places = labels.places_found(mentions)
        for token, knowledge, skill in zip(
            _places_of_tokens(row["tokens"]), row["tags_knowledge"], row["tags_skill"], strict=True
        ):
            is_found = labels.touches(token, places)
            found += is_found
            wanted += knowledge != "O"
            right += is_found and knowledge != "O"
            either += is_found and (knowledge != "O" or skill != "O")
    precision, recall = right / max(found, 1), right / max(wanted, 1)
    f1 = 2 * precision * recall / max(precision + recall, 1e-9)
    detail = f"precision {precision:.3f}, recall {recall:.3f}; against skill or knowledge {either / max(found, 1):.3f}"
    against = f"SkillSpan {sentences.stem.split('_')[-1]}, part of the training: not a held-out figure"
    yield Figure("skillspan_f1", f1, "F1", against, "≥ 0.62", f1 >= 0.62 and precision >= 0.75, detail)


def skills_held_out(*sentences: Path) -> Iterator[Figure]:
    """The same, but each posting is read by a tagger trained without it: what to expect of postings nobody has seen."""
    spec = importlib.util.spec_from_file_location("train_skill_tagger", TRAINING)
    assert spec
    assert spec.loader
    training = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = training
    spec.loader.exec_module(training)
    rows = [row for path in sentences for row in training.read_rows(path)]
    count = training.held_out(rows, FOLDS)["all"]
    precision, recall = count["right"] / count["found"], count["right"] / count["wanted"]
    f1 = 2 * precision * recall / (precision + recall)
    yield Figure(
        "skillspan_held_out", f1, "F1", f"SkillSpan train and dev, {FOLDS} folds of postings", "≥ 0.62",
        f1 >= 0.62 and precision >= 0.75, f"precision {precision:.3f} (goal ≥ 0.75), recall {recall:.3f}",
    )  # fmt: skip


def skills_techwolf(*annotations: Path) -> Iterator[Figure]:
    """Mentions that touch an annotated span, and spans, soft ones too, that a mention touches."""
    right, found = list[bool](), list[bool]()
    for path in annotations:
        spans: dict[str, set[str]] = defaultdict(set)
        for row in labels.csv_rows(path):
            spans[row["sentence"]].add(row["span"])
        for sentence, texts in spans.items():
            wanted = [place for text in texts if text for place in labels.places_of(text, sentence)]
            mentions = labels.places_found(extract_skills("", sentence))
            right += [labels.touches(mention, wanted) for mention in mentions]
            found += [labels.touches(place, mentions) for place in wanted]
    yield share("techwolf_right", right, "TechWolf house and tech; was 0.95", "the mention touches an annotated span")
    yield share("techwolf_found", found, "TechWolf house and tech; was 0.58", "the annotated span is touched")


def skills_literal(*annotations: Path) -> Iterator[Figure]:
    """ESCO labels of annotated sentences that stand in the sentence as they are."""
    right = []
    for path in annotations:
        for sentence, label in {(row["sentence"], row["label"]) for row in labels.csv_rows(path)}:
            name = re.sub(r"\s*\(.*\)", "", label)
            match = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", sentence, re.IGNORECASE)
            if label not in _NO_LABEL and match:
                right.append(labels.touches(match.span(), labels.places_found(extract_skills("", sentence))))
    yield share(
        "skills_literal",
        right,
        "TechWolf house and tech; was 0.30",
        "the label's place is part of a mention",
        at_least=0.9,
    )


def _places_of_tokens(tokens: list[str]) -> list[Place]:
    places, start = [], 0
    for token in tokens:
        places.append((start, start + len(token)))
        start += len(token) + 1
    return places


MEASURES = [
    (skills_own, []),
    (skills_skillspan, ["skills/skillspan_dev.jsonl"]),
    (skills_held_out, ["skills/skillspan_train.jsonl", "skills/skillspan_dev.jsonl"]),
    (skills_techwolf, ["skills/house_validation_annotations.csv", "skills/tech_validation_annotations.csv"]),
    (skills_literal, ["skills/house_validation_annotations.csv", "skills/tech_validation_annotations.csv"]),
]
