"""Which skills a posting names: a spaCy pipeline of our tokeniser, the vocabulary's names, and a trained tagger.

The vocabulary says what a skill is called; the tagger finds what no list has and vouches for names that are also
everyday words. The parts are registered spaCy components and need no downloaded model.
"""

from __future__ import annotations

import gc
import math
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import spacy
from numpy.typing import NDArray
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from services.enricher.posting_tokens import Ints, TokenKinds
from services.enricher.skill_context import choose
from services.enricher.skill_mentions import merged
from services.enricher.skill_names import name_finder
from services.enricher.skill_tagger import load_tagger
from services.enricher.skill_view import View
from services.enricher.skill_words import ENGLISH, OTHER_TONGUES
from services.enricher.vocabulary import Kind, no_garbage_collection

# No word of a title may make a name with a word of the description.
TITLE_END = "\n\n"


@dataclass(frozen=True, slots=True)
class SkillMention:
    """One place that names a skill; `start` and `end` are offsets into the description, None for the title."""

    skill: str
    start: int | None
    end: int | None
    kind: Kind


class PostingTokenizer:
    """A Doc has one token for each of `TokenKinds`; its blanks are normalised, so the offsets are in its user data."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab
        self.kinds = TokenKinds(_describe)
        self._words: list[str] = []
        self.forget_words()

    def __call__(self, text: str) -> Doc:
        """Take a text apart."""
        tokens = self.kinds.read(text)
        doc = Doc(
            self.vocab,
            words=self._numbers_of(tokens.kinds),  # type: ignore[arg-type]
            spaces=[*(~tokens.is_glued[1:]).tolist(), False] if len(tokens) else [],
        )
        doc.user_data["tokens"] = tokens
        doc.user_data["columns"] = self.kinds.columns
        return doc

    def forget_words(self) -> None:
        """The vocabulary has forgotten the words that it met since its memory zone began."""
        self._numbers = np.zeros(0, np.uint64)

    def _numbers_of(self, kinds: Ints) -> list[int]:
        """The numbers that spaCy's vocabulary has for words, which a Doc takes as well: words it would hash again."""
        words = self.kinds.words
        if words is not self._words:
            self._words = words
            self.forget_words()
        if len(self._numbers) < len(words):
            self._numbers = np.concatenate([self._numbers, np.zeros(2 * len(words) - len(self._numbers), np.uint64)])
        numbers = self._numbers[kinds]
        if not numbers.all():
            for kind in np.unique(kinds[numbers == 0]).tolist():
                self._numbers[kind] = self.vocab.strings.add(words[kind])
            numbers = self._numbers[kinds]
        listed: list[int] = numbers.tolist()
        return listed


@Language.component("skill_names")
def skill_names(doc: Doc) -> Doc:
    """Where the vocabulary's spellings stand."""
    tokens, columns = doc.user_data["tokens"], doc.user_data["columns"]
    doc.user_data["found"], doc.user_data["classes"] = name_finder().find(
        tokens, columns["name_number"][tokens.kinds], columns["is_hyphen"][tokens.kinds]
    )
    return doc


@Language.component("skill_tagger")
def skill_tagger(doc: Doc) -> Doc:
    """What names knowledge, by its surroundings."""
    data = doc.user_data
    data["tagged"] = load_tagger().read(data["tokens"], data["columns"], data["classes"])
    return doc


@Language.component("skill_mentions")
def skill_mentions(doc: Doc) -> Doc:
    """Both put together. A title is made of names: what it spells needs no more company."""
    data = doc.user_data
    tagged, shift = data["tagged"], data.get("title_length", 0)
    in_title = int(np.searchsorted(data["tokens"].starts, shift))
    tagged.leaning[:in_title] = [math.inf] * in_title
    is_english = data["columns"]["tongue"].take(data["tokens"].kinds).sum() >= 0
    view = View.of(data["tokens"], is_english=bool(is_english))
    data["skills"] = mentions = []
    for named in merged(view, choose(view, data["found"], tagged), tagged.spans):
        start, end = view.starts[named.start], view.ends[named.end - 1]
        if start < shift:
            mentions.append(SkillMention(named.skill.name, None, None, named.skill.kind))
        else:
            mentions.append(SkillMention(named.skill.name, start - shift, end - shift, named.skill.kind))
    return doc


@lru_cache(maxsize=1)
def pipeline() -> Language:
    """The one pipeline of this process; a component may be put before, between or behind its parts."""
    language = spacy.blank("xx")
    language.tokenizer = PostingTokenizer(language.vocab)
    # Nothing here asks for them, and they cost more than the rest of a new word.
    language.vocab.lex_attr_getters = {}  # type: ignore[attr-defined]
    language.max_length = 10_000_000
    with no_garbage_collection():
        for name in ("skill_names", "skill_tagger", "skill_mentions"):
            language.add_pipe(name)
        language("")
        # Nor is it garbage later: walking the vocabulary in every full collection would double the time of a text.
        gc.freeze()
    return language


@contextmanager
def memory_zone() -> Iterator[Vocab]:
    """Frees the words met inside the block at its end; without it spaCy remembers every word of every posting."""
    language = pipeline()
    assert isinstance(language.tokenizer, PostingTokenizer)
    try:
        with language.memory_zone() as vocab:
            yield vocab
    finally:
        language.tokenizer.forget_words()


def extract_skills(title: str, description: str) -> list[SkillMention]:
    """Every mention of a skill: those of the title first, then those of the description in reading order."""
    skills: list[SkillMention] = pipeline()(_doc(title, description)).user_data["skills"]
    return skills


def extract_skills_of(postings: Iterable[tuple[str, str]]) -> Iterator[list[SkillMention]]:
    """The skills of many postings, each a title and a description, through one `nlp.pipe`."""
    for doc in pipeline().pipe(_doc(title, description) for title, description in postings):
        yield doc.user_data["skills"]


def _doc(title: str, description: str) -> Doc:
    doc = pipeline().make_doc(f"{title or ''}{TITLE_END}{description or ''}")
    doc.user_data["title_length"] = len(title or "") + len(TITLE_END)
    return doc


def _describe(words: list[str]) -> dict[str, NDArray[Any]]:
    lower = [word.lower() for word in words]
    return {
        **name_finder().describe(words),
        **load_tagger().describe(words),
        "is_stop": np.array([word in ".!?" for word in words], np.bool_),
        "tongue": np.array([(word in ENGLISH) - (word in OTHER_TONGUES) for word in lower], np.int32),
    }
