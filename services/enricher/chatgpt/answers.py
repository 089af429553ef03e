"""The shape of the model's answer, and how an answer that is cut off or partly wrong is read posting by posting."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import from_json

Problem = Literal["cut_off", "invalid", "missing"]


class _Strict(BaseModel):
    # Structured outputs want every field required and nothing besides.
    model_config = ConfigDict(extra="forbid", allow_inf_nan=False)


class Skill(_Strict):
    """A skill by its usual name."""

    name: str
    kind: Literal["technical", "soft"]


class Level(_Strict):
    """A level and the words that say so."""

    level: Literal["intern", "junior", "mid", "senior", "lead", "principal", "manager", "director", "executive"]
    quote: str


class Remote(_Strict):
    """Where one works, and the words that say so."""

    type: Literal["remote", "hybrid", "onsite"]
    quote: str


class Pay(_Strict):
    """Pay as stated, and the words that say so."""

    min: float | None
    max: float | None
    period: Literal["hour", "day", "week", "month", "year"]
    currency: str | None
    quote: str


class Reading(_Strict):
    """What the model read out of one posting."""

    id: str
    language: str | None
    summary: str | None
    skills: list[Skill]
    location: str | None
    seniority: Level | None
    remote: Remote | None
    salary: Pay | None


class _Answer(_Strict):
    postings: list[Reading]


class Usage(BaseModel):
    """Tokens as the provider counted them."""

    prompt_tokens: int = Field(default=0, ge=0)
    completion_tokens: int = Field(default=0, ge=0)


class Message(BaseModel):
    """What the model said, or why it would not."""

    content: str | None = None
    refusal: str | None = None


class Choice(BaseModel):
    """One completion."""

    message: Message
    finish_reason: str | None = None


class Completion(BaseModel):
    """The parts of a chat completion that we read; compatible servers differ in the others."""

    choices: list[Choice] = Field(min_length=1)
    usage: Usage = Usage()
    model: str = ""


@dataclass(frozen=True, slots=True)
class PostingAnswer:
    """A posting's part of an answer: a reading, or what is wrong with it. `ill_formed` values were left out."""

    reading: Reading | None
    problem: Problem | None = None
    ill_formed: int = 0


def answer_schema() -> dict[str, Any]:
    """JSON schema of the answer."""
    return _Answer.model_json_schema()


def read_answer(content: str, labels: Sequence[str], *, cut_off: bool) -> dict[str, PostingAnswer]:
    """Each label's part of the answer. Items under foreign or repeated labels belong to nobody.

    The last item of a cut-off answer is not whole, whatever it looks like.
    """
    items, whole = _items(content)
    if not whole and items:
        items.pop()
    absent: Problem = "cut_off" if cut_off else "missing" if whole else "invalid"
    named = Counter(item.get("id") for item in items if isinstance(item.get("id"), str))
    by_label = {item["id"]: item for item in items if isinstance(item.get("id"), str) and named[item["id"]] == 1}
    found = {}
    for label in labels:
        if named[label] > 1:
            found[label] = PostingAnswer(None, "invalid")
        elif label in by_label:
            found[label] = _reading(by_label[label])
        else:
            found[label] = PostingAnswer(None, absent)
    return found


def _items(content: str) -> tuple[list[dict[str, Any]], bool]:
    """The objects of the list, and whether the document was complete."""
    whole = True
    try:
        document = from_json(content)
    except ValueError:
        whole = False
        try:
            document = from_json(content, allow_partial="trailing-strings")
        except ValueError:
            return [], False
    items = document.get("postings") if isinstance(document, dict) else None
    if not isinstance(items, list):
        return [], False
    return [item for item in items if isinstance(item, dict)], whole


_EMPTY: dict[str, Any] = {name: [] if name == "skills" else None for name in Reading.model_fields if name != "id"}


def _reading(item: dict[str, Any]) -> PostingAnswer:
    """The item with the values that fit the schema; a server without structured outputs gets some of them wrong."""
    try:
        return PostingAnswer(Reading.model_validate(item))
    except ValidationError as error:
        wrong = {str(detail["loc"][0]) for detail in error.errors()}
    if "id" in wrong or not any(name in item for name in _EMPTY):
        return PostingAnswer(None, "invalid")
    kept = {name: value for name, value in item.items() if name in Reading.model_fields and name not in wrong}
    return PostingAnswer(Reading.model_validate(_EMPTY | kept), None, len(wrong))
