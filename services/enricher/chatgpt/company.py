"""Which postings may share a call: those whose text talks to the model are read alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from services.enricher.chatgpt.prompt import Posting

# Bounds what is lost with one call, and keeps far below every model's window.
LONGEST_CALL = 40_000

# Rather too wide than too narrow: reading a posting alone costs the instructions once more, and nothing else.
_TALKS_TO_A_MODEL = re.compile(
    r"\b(?:ignor\w*|disregard|forget|overrid\w+|bypass|ignorez?|oublie[zr]?|vergiss|vergesst|ignoriere\w*|olvida|ignora)\b"
    r"[^.\n]{0,60}\b(?:instruct\w*|prompts?|rules?|above|previous|prior|guidelines|anweisung\w*|vorherig\w*|consignes?"
    r"|précédent\w*|instruc\w*|anterior\w*)\b"
    r"|\b(?:system|developer|hidden|initial)[\s-]*(?:prompt|message|instruction)\w*|\bprompt\s*injection\b"
    r"|\b(?:as|you\s+are|act\s+as|pretend\w*)\s+(?:\w+\s+){0,3}(?:ai|llm|assistant|chatgpt|gpt|language\s+model|chatbot|parser|extractor|classifier)\b"
    r"|\b(?:chatgpt|gpt-?\d|claude|gemini|llm|ai|model|assistant|parser)s?\s*(?::|,|must|should|shall|reading|that\s+reads?|who\s+reads?)"
    r"|\b(?:other|all|every|each|next|previous|neighbou?ring|remaining|rest\s+of\s+the|andere[nr]?|alle|autres|toutes\s+les|demás)\s+"
    r"(?:\w+\s+){0,2}(?:postings?|jobs?\s+(?:in|of)\s+(?:this|the)|listings?|entries|items|objects|stellenanzeigen|anzeigen|annonces|offres|ofertas)\b"
    r"|\b(?:seniority|salary|remote|skills?|summary|language|location)(?:_\w+)?[\"'`]?\s*(?::=|=|\bmust\s+be\b|\bto\s+be\b|\bshould\s+be\b)"
    r"|\b(?:set|change|make|put|write|return|output|respond|reply|answer|print|emit|say|report|classify|rate|label|mark)\b[^.\n]{0,40}"
    r"\b(?:seniority|salary|skills?|summary|json|null|schema|field|fields|level|verbatim|exactly|executive|as\s+remote)\b"
    r"|</?\s*(?:system|user|assistant|instructions?|posting|data|s)\b|<\|[^|]*\|>|\[/?inst\]|^#{1,4}\s*(?:system|instruction|response)"
    r"|^\s*(?:system|assistant|user|human|ai)\s*:|[{\[]\s*[\"'](?:id|postings?|role|skills|summary)[\"']\s*:"
    r"|\b(?:base64|rot13|jailbreak|do\s+anything\s+now|reveal|refuse\s+to|end\s+of\s+(?:posting|input|data|job))\b"
    r"|[A-Za-z0-9+/]{60,}={0,2}",
    re.IGNORECASE | re.MULTILINE,
)


def talks_to_a_model(posting: Posting) -> bool:
    """Whether the text reads like instructions to whoever reads it by machine."""
    return _TALKS_TO_A_MODEL.search(posting.text) is not None


def in_company(postings: Iterable[Posting], *, most: int) -> Iterator[list[Posting]]:
    """The postings of each call, in their order."""
    together: list[Posting] = []
    length = 0
    for posting in postings:
        if talks_to_a_model(posting):
            yield [posting]
            continue
        if together and (len(together) == most or length + len(posting.text) > LONGEST_CALL):
            yield together
            together, length = [], 0
        together.append(posting)
        length += len(posting.text)
    if together:
        yield together
