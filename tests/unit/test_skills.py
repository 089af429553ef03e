"""Which skills are found and, as important, which are not."""

from __future__ import annotations

import json
import math
import runpy
from pathlib import Path

import numpy as np
import pytest
from benchmarks.skill_cases import failed_cases
from hypothesis import given
from hypothesis import strategies as st

from services.enricher import skill_tagger
from services.enricher.posting_tokens import TokenKinds
from services.enricher.skill_features import BUCKETS
from services.enricher.skill_names import name_finder
from services.enricher.skills import SkillMention, extract_skills, extract_skills_of
from services.enricher.vocabulary import (
    load_own_vocabulary,
    load_vocabulary,
    orphans,
    read_public_skills,
    read_vocabulary,
)
from services.shared.errors import ConfigurationError


def names(description: str) -> list[str]:
    return [mention.skill for mention in extract_skills("", description)]


def test_it_works() -> None:
    text = "You write Python and know postgres."
    assert extract_skills("Java Developer", text) == [
        SkillMention("Java", None, None, "technical"),
        SkillMention("Python", 10, 16, "technical"),
        SkillMention("PostgreSQL", 26, 34, "technical"),
    ]


@pytest.mark.parametrize(
    ("text", "skills"),
    [
        ("C++, C# and .NET", ["C++", "C#", ".NET"]),
        ("C++/C#/.NET", ["C++", "C#", ".NET"]),
        ("(Node.js)", ["Node.js"]),
        ("nodejs, Node JS", ["Node.js", "Node.js"]),
        ("CI/CD and A/B testing", ["CI/CD", "A/B testing"]),
        ("Microsoft SQL Server; Objective-C", ["SQL Server", "Objective-C"]),
        ("ASP.NET", ["ASP.NET"]),
        ("k8s", ["Kubernetes"]),
        ("Python, R, C", ["Python", "R", "C"]),
        ("Experience in Go or Rust", ["Go", "Rust"]),
        ("golang", ["Go"]),
        ("proficient in Excel.", ["Excel"]),
        ("Word, Excel and PowerPoint", ["Word", "Excel", "PowerPoint"]),
        ("RESTful services", ["REST"]),
        ("Ansible, Chef, Terraform", ["Ansible", "Chef", "Terraform"]),
        ("a strong team player", ["Teamwork"]),
        ("Bonne connaissance d'Excel et de SAP", ["Excel", "SAP"]),
        ("Certified Kubernetes Administrator preferred", ["Kubernetes"]),
        ("Wir suchen dich für die Entwicklung mit Terraform", ["Terraform"]),
        ("Kenntnisse in Word und Erfahrung mit Deep Learning", ["Word", "Deep learning"]),
        ("Programmiersprache: Go", ["Go"]),
        ("Must have: Excel", ["Excel"]),
        ("React, Node and MongoDB", ["React", "Node.js", "MongoDB"]),
        ("Mostly Ruby on Rails with some Elixir", ["Ruby on Rails", "Elixir"]),
        ("Knowledge of wound care", ["Wound care"]),
        ("React is a must", ["React"]),
    ],
)
def test_found(text: str, skills: list[str]) -> None:
    assert names(text) == skills


@pytest.mark.parametrize(
    "text",
    [
        "we go the extra mile",
        "a place where you excel",
        "Excel at what you do",
        "Go-Live weekend",
        "our Go-to-market team",
        "C-level contacts",
        "8 U.S.C. 1324b",
        "the R&D department",
        "the rest of the team",
        "react quickly to alarms",
        "a swift answer",
        "access to a car",
        "a head chef for our kitchen",
        "send your CV to jobs@company.net",
        "vitamin C",
        "kept at 4 °C",
        "in other words, a spark of joy",
        "Dr. Jenkins leads our ward",
        "Swift Transportation hires drivers",
        "Category C driver",
        "C. difficile on the ward",
        "served in the SAS",
        "un tableau de bord",
        "Jenkins & Sons repair roofs",
    ],
)
def test_traps(text: str) -> None:
    assert names(text) == []


@pytest.mark.parametrize("kind", ["named", "traps"])
def test_the_sentences_we_wrote(kind: str) -> None:
    assert failed_cases(kind) == []


def test_the_vocabulary_has_no_orphans() -> None:
    assert orphans(load_vocabulary()) == []
    assert orphans(read_vocabulary({"technical": {"tree": {"Oak": []}}, "decoys": ["elm street"]})) == [
        "decoy 'elm street'"
    ]


def test_a_line_of_the_public_file_that_is_broken_or_there_twice_is_refused() -> None:
    line = "Oak\ttechnical\ttree\tsure\tTree\n"
    assert [spelling.text for spelling in read_public_skills(line)] == ["Oak", "Tree"]
    for lines in (line + "Elm\ttechnical\ttree\tsure\ttree", "Oak\ttechnical", "Oak\todd\ttree\tsure\t"):
        with pytest.raises(ConfigurationError):
            list(read_public_skills(lines))


def test_what_no_list_has_keeps_its_own_words_and_one_pipe_reads_like_single_calls() -> None:
    postings = [
        ("Data Engineer", "Experience with Zorblatt.js, Python and postgres."),
        ("", ""),
        ("Cook", "Bring joy."),
    ]
    assert "Zorblatt.js" in [mention.skill for mention in extract_skills(*postings[0])]
    assert list(extract_skills_of(postings)) == [extract_skills(*posting) for posting in postings]


def test_the_tagger_reads_what_it_was_trained_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Each token's score is the sum of the weights of the buckets that the training script gives it."""
    training = runpy.run_path(str(Path(__file__).parents[2] / "scripts" / "train_skill_tagger.py"))
    texts = ["We, at Acme, ask for: Python;", "strong knowledge of C++ / C#,", "you know SQL? Or a degree in physics."]
    tokens = [token for text in texts for token in text.split()]
    row = {"source": "", "idx": 1, "tokens": tokens, "tags_knowledge": ["O"] * len(tokens)}
    (file := tmp_path / "rows.jsonl").write_text(json.dumps(row))
    trained = [sentence.buckets for one in training["read_rows"](file) for sentence in one.sentences]

    draw = np.random.default_rng(1)
    weights = draw.normal(size=(BUCKETS + 1, 2)).astype(np.float32)
    weights[BUCKETS] = 0
    monkeypatch.setattr(skill_tagger, "UNLIKELY", math.inf)
    tagger = skill_tagger.Tagger(weights[:-1], np.zeros((3, 3), np.float32), caution=0.0)
    finder = name_finder()
    kinds = TokenKinds(
        lambda words: (
            finder.describe(words)
            | tagger.describe(words)
            | {"is_stop": np.array([word in ".!?" for word in words], np.bool_)}
        )
    )
    read = kinds.read(" ".join(tokens))
    columns = kinds.columns
    _, classes = finder.find(read, columns["name_number"][read.kinds], columns["is_hyphen"][read.kinds])
    leaning = [value for value in tagger.read(read, columns, classes).leaning if value > -math.inf]
    wanted = [float(weights[buckets].sum(axis=0).max()) for sentence in trained for buckets in sentence]
    assert leaning == pytest.approx(wanted, abs=1e-3)
    assert len(trained) == 2


def test_java_is_not_in_javascript() -> None:
    assert names("JavaScript") == ["JavaScript"]


def test_a_skill_keeps_its_kind_and_category() -> None:
    vocabulary = load_vocabulary()
    assert len(vocabulary.skills) > 400
    assert (vocabulary.skills["PostgreSQL"].kind, vocabulary.skills["PostgreSQL"].category) == ("technical", "database")
    assert vocabulary.skills["Teamwork"].kind == "soft"


@pytest.mark.parametrize(
    ("document", "message"),
    [
        ({"technical": {"a": {"Oak": ["tree"], "Elm": ["tree"]}}}, "'tree' twice"),
        ({"technical": {"a": {"Oak": []}, "b": {"Oak": []}}}, "'Oak' twice"),
        ({"technical": {"a": {"Oak": []}}, "decoys": ["oak"]}, "'oak' twice"),
        ({"technical": {"a": {"Oak-tree": ["oak tree"]}}}, "twice"),
        ({"technical": {"a": {"Oak": {"alias": ["tree"]}}}}, "unknown fields"),
    ],
)
def test_the_vocabulary_refuses_what_is_there_twice(document: dict, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        read_vocabulary(document)


def test_every_skill_of_our_own_list_is_found_in_a_list() -> None:
    # Between technical neighbours, so that everyday words have their company.
    own = load_own_vocabulary().skills
    missed = [name for name in own if name not in names(f"Requirements: Kubernetes, {name}, Docker")]
    assert missed == []


@given(st.text(max_size=200))
def test_offsets_are_inside_the_text_and_in_order(text: str) -> None:
    last = 0
    for mention in extract_skills("", text + " Python"):
        assert mention.start is not None
        assert mention.end is not None
        assert last <= mention.start < mention.end <= len(text) + 7
        last = mention.end
