"""A posting's text as a person wants to read it: paragraphs, headings and lists, and nothing that could act."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby

import nh3
from markupsafe import Markup, escape

TAGS = {"p", "br", "ul", "ol", "li", "b", "strong", "i", "em", "h3", "h4", "div", "span"}
_HTML = re.compile(r"</?(?:p|br|ul|ol|li|div|strong|b|em|h[1-6])\b[^>]*>", re.IGNORECASE)
_BIG_HEADING = re.compile(r"<(/?)h[12456]\b[^>]*>", re.IGNORECASE)
_BULLET = re.compile(r"^\s*(?:[•●▪◦‣∙·*–—-]|o(?=\s{2,})|\d{1,2}[.)](?=\s))\s*(?=\S)")
_HEADING = re.compile(r"^[^.!?。]{3,70}:$")
# What stands alone above a list or a longer text, has no digits, no address and no end of a sentence.
_TITLE = re.compile(r"^[^\W\d_][^\d@/|,;:.!。]{2,47}[^\W\d_]\??\)?$")
LONGEST_HEADING = 60
MOST_TITLE_WORDS = 7
LONG_TEXT = 80


def readable(text: str | None) -> Markup:
    """Safe HTML of a description, whether a board sent plain text or HTML."""
    if not text or not text.strip():
        return Markup("")
    if len(_HTML.findall(text)) > 2:
        return _cleaned(_BIG_HEADING.sub(r"<\1h3>", text))
    # A plain text with angle brackets in it means them.
    return _cleaned("".join(_blocks(text)))


def _cleaned(html: str) -> Markup:
    return Markup(nh3.clean(html, tags=TAGS, attributes={}, clean_content_tags={"script", "style"}))  # noqa: S704


def _blocks(text: str) -> Iterator[str]:
    lines = [line.strip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    if len(lines) == 1:
        # Boards that lose the line breaks usually keep the bullets.
        lines = [part.strip() for part in re.split(r"\s(?=[•●▪◦]\s)", text)]
    kinds = list(zip(lines, _kinds(lines), strict=True))
    for kind, pairs in groupby(kinds, key=lambda pair: pair[1]):
        run = [line for line, _ in pairs]
        if kind == "bullet":
            yield "<ul>" + "".join(f"<li>{escape(_BULLET.sub('', line))}</li>" for line in run) + "</ul>"
        elif kind == "heading":
            yield "".join(f"<h3>{escape(line.strip('*#: '))}</h3>" for line in run)
        elif kind == "text":
            yield "".join(f"<p>{escape(line)}</p>" for line in run)


def _kinds(lines: list[str]) -> list[str]:
    """The kind of each line; a short one above a list or a longer text is a heading."""
    kinds = [_kind(line) for line in lines]
    for number, line in enumerate(lines):
        following = next((place for place in range(number + 1, len(lines)) if lines[place]), None)
        if kinds[number] != "text" or following is None or not _TITLE.match(line):
            continue
        stands_alone = number == 0 or not lines[number - 1] or kinds[number - 1] == "bullet"
        opens = kinds[following] == "bullet" or len(lines[following]) >= LONG_TEXT
        if line[0].isupper() and len(line.split()) <= MOST_TITLE_WORDS and stands_alone and opens:
            kinds[number] = "heading"
    return kinds


def _kind(line: str) -> str:
    if not line:
        return "blank"
    if _BULLET.match(line) and not line.startswith("**"):
        return "bullet"
    is_shouted = line.isupper() and 3 < len(line) <= LONGEST_HEADING
    is_marked = line.startswith(("**", "#")) and len(line) <= LONGEST_HEADING
    return "heading" if is_shouted or is_marked or _HEADING.match(line) else "text"
