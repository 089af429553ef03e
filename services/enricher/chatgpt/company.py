"""Which postings may share a call: those whose text talks to the model are read alone."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from services.enricher.chatgpt.prompt import Posting

# Bounds what is lost with one call, and keeps far below every model's window.
LONGEST_CALL = 40_000

# Rather too wide than too narrow: reading a posting alone costs the instructions once more, and nothing else. It is not
# what protects the neighbours, which is the evidence; it spares them being asked about twice.
_TALKS_TO_A_MODEL = re.compile(
    # take back what was said before
    r"\b(?:ignor\w*|disregard|forget|overrid\w+|bypass|oublie[zr]?|verg(?:iss|esst)|olvida)\b[^.\n]{0,60}"
    r"\b(?:instruct\w*|prompts?|rules?|above|previous|prior|guidelines|anweisung\w*|vorherig\w*|consignes?|précédent\w*|instruc\w*|anterior\w*)\b"
    r"|指示|無視|忽略"
    # speak to a machine
    r"|\b(?:system|developer|hidden|initial)[\s-]*(?:prompt|message|instruction)\w*|\bprompt\s*injection\b|\bjailbreak\b|\bDAN\b"
    r"|\b(?:as|are|if\s+you\s+are|act\s+as|dear)\s+(?:\w+\s+){0,2}(?:ai|llm|chatgpt|gpt|language\s+model|chatbot|parser|extractor|classifier)\b"
    r"|\b(?:chatgpt|gpt-?\d|claude|gemini|llm|ai|language\s+model|parser)s?\s*(?::|must|should|shall|reading|that\s+reads?)"
    r"|\b(?:automated|machine|ai|llm)[\s-]+(?:readers?|parsers?)\b|\byour\s+(?:answer|output|response|reply|instructions?|json)\b"
    # speak of the other postings, or of the answer
    r"|\b(?:other|all|every|each|next|previous|neighbou?ring|remaining|andere[nr]?|aller?|autres|demás)\s+(?:\w+\s+){0,2}"
    r"(?:postings?|listings?|entries|items?|summar(?:y|ies)|salaries|stellenanzeigen|anzeigen|annonces|jobs?\s+(?:in|of)\s+(?:this|the))\b"
    r"|\bpostings?\s+(?:before|after|above|below)\b|\b(?:seniority|skills|summary|salary|remote)_\w+"
    r"|\b(?:seniority|salary|remote|skills?|summary|language|location)[\"'`]?\s*(?::=|=|(?:must|should|to)\s+be\b)"
    r"|\b(?:set|change|return|output|respond|print|emit|classify|mark|report)\b[^.\n]{0,40}\b(?:seniority|salary|json|null|schema|verbatim|as\s+remote)\b"
    r"|\b(?:summary|skills?|seniority)\b[^.\n]{0,20}[\"“«]|\bsummary\s+(?:field|should|is|for)\b|\bin\s+(?:the|each|your)\s+summary\b"
    r"|\b(?:base64|rot13|reveal\s+your|refuse\s+to\s+process|end\s+of\s+(?:posting|input|data))\b"
    # markup that belongs to no job
    r"|</?\s*(?:system|user|assistant|instructions?|posting|data|script|iframe|s)\b|<\|[^|]*\|>|\[/?inst\]|#{2,4}\s*(?:system|instruction|response)"
    r"|^\s*(?:system|assistant|user|human|ai)\s*:|[{\[]\s*[\"'](?:id|postings?|role|skills|summary)[\"']\s*:|\]\(|[A-Za-z0-9+/]{60,}={0,2}",
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
