"""The sandbox's "language model": reads postings with a few plain patterns, well enough to try the enrichment out.

It answers in the schema that `services.enricher.chatgpt` asks for. With `llm_obeys` it does what the texts tell it to
do, as a model without any sense would.
"""

from __future__ import annotations

import json
import re
from typing import Any

Item = dict[str, Any]

_SKILLS = {
    "technical": (
        "Python", "SQL", "Java", "JavaScript", "TypeScript", "React", "Node.js", "AWS", "Azure", "Docker", "Kubernetes",
        "Airflow", "dbt", "Spark", "PostgreSQL", "Snowflake", "Tableau", "Power BI", "Terraform", "Linux", "Git",
        "Excel", "Salesforce", "SAP", "Kafka", "Figma", "C++", "C#", "Photoshop", "AutoCAD",
    ),
    "soft": ("communication", "teamwork", "leadership", "problem solving", "time management", "Teamfähigkeit"),
}  # fmt: skip
_LEVELS = ("intern", "junior", "senior", "lead", "principal", "manager", "director")
_REMOTE = (
    ("hybrid", re.compile(r"[^.\n]*\bhybrid\b[^.\n]*", re.I)),
    ("remote", re.compile(r"\b(?:fully|100 ?%) remote\b|\bremote (?:position|role|job)\b|\bwork from home\b", re.I)),
    ("onsite", re.compile(r"\bon-?site (?:position|role|job)\b", re.I)),
)  # fmt: skip
_PAY = re.compile(
    r"(?P<sign>US\$|CA\$|[$£€₹])\s?(?P<low>\d[\d,]*(?:\.\d+)?)(?:\s?[-–—]+\s?(?:US\$|CA\$|[$£€₹])?(?P<high>\d[\d,]*(?:\.\d+)?))?"
    r"\s?(?P<code>USD|CAD|GBP|EUR)?\s?(?:an?|per|/)\s?(?P<period>hour|day|week|month|year)",
    re.IGNORECASE,
)
_CURRENCIES = {"US$": "USD", "CA$": "CAD", "£": "GBP", "€": "EUR", "₹": "INR"}
_PLACE = re.compile(
    r"\b(?:based in|located in|location:)\s+(?P<place>[A-Z][\w.-]+(?: [A-Z][\w.-]+)?(?:, [A-Z][\w.-]+)*)"
)
_LANGUAGES = (
    ("de", r"\b(?:und|wir|sie|mit)\b"),
    ("fr", r"\b(?:nous|vous|avec|pour)\b"),
    ("en", r"\b(?:and|you|the|with)\b"),
)


def read(posting: Item) -> Item:
    """What the patterns see in one posting."""
    title, description = str(posting.get("title", "")), str(posting.get("description", ""))
    text = f"{title}\n{description}"
    return {
        "id": posting.get("id"),
        "language": next((code for code, words in _LANGUAGES if re.search(words, description.lower())), None),
        "summary": _summary(title, description),
        "skills": [
            {"name": name, "kind": kind}
            for kind, names in _SKILLS.items()
            for name in names
            if re.search(rf"(?<![\w+#]){re.escape(name)}(?![\w+#])", text)
        ],
        "location": found["place"] if (found := _PLACE.search(description)) else None,
        "seniority": next(
            ({"level": level, "quote": title} for level in _LEVELS if re.search(rf"\b{level}\b", title, re.IGNORECASE)),
            None,
        ),
        "remote": next(
            ({"type": kind, "quote": found[0].strip()} for kind, words in _REMOTE if (found := words.search(text))),
            None,
        ),
        "salary": _pay(text),
    }


def _summary(title: str, description: str) -> str | None:
    sentences = [line.strip() for line in re.split(r"(?<=[.!?])\s+|\n+", description) if len(line.strip()) > 30]
    return f"{title.strip().rstrip('.')}. {sentences[0][:200]}" if sentences and title.strip() else None


def _pay(text: str) -> Item | None:
    found = _PAY.search(text)
    if not found:
        return None
    low, high = (float(found[name].replace(",", "")) if found[name] else None for name in ("low", "high"))
    code = (found["code"] or _CURRENCIES.get(found["sign"].upper(), "")).upper() or None
    return {"min": low, "max": high, "period": found["period"].lower(), "currency": code, "quote": found[0]}


# --- A model without sense: whatever a text says about the answer is done to the whole answer. ---

_ORDERS = {
    "seniority": re.compile(r"\b(intern|junior|mid|senior|lead|principal|manager|director|executive)\b", re.IGNORECASE),
    "remote": re.compile(r"\b(remote|hybrid|onsite)\b", re.IGNORECASE),
    "salary": re.compile(r"(\d[\d,.]*\d)"),
    "skills": re.compile(r"[\"'“«]([^\"'”»]{2,80})[\"'”»]"),
    "summary": re.compile(r"[\"'“«]([^\"”»]{4,400})[\"”»']"),
    "location": re.compile(r"\b(?:is|to|=)\s+([A-Z][a-z]{3,})\b"),
}
_SPEAKS_OF = {
    "seniority": r"seniority|level|niveau|karrierestufe",
    "remote": r"remote|télétravail|homeoffice",
    "salary": r"salar(?:y|ies)|pay|gehalt|salaire|sueldo",
    "skills": r"skills?|kenntnisse|compétences|habilidades",
    "summary": r"summary|summar\w+|zusammenfassung|résumé|resumen|say|write|append|schreib\w*",
    "location": r"location|standort|lieu",
}
_SILENCES = re.compile(r"\b(?:omit|skip|leave out|empty|null|delete|nothing|lass\w*|omets|vide|vacío)\b", re.IGNORECASE)
_REFUSES = re.compile(r"\brefuse|\bi cannot help|\bdecline to", re.IGNORECASE)
_REVEALS = re.compile(r"\b(?:reveal|repeat|print)\b[^.\n]{0,40}\b(?:instructions|prompt|message)\b", re.IGNORECASE)


def obey(items: list[Item], texts: list[str], instructions: str) -> tuple[list[Item], str | None]:
    """The answer after doing what the texts ask for, in every item, and the refusal if one of them asks for that."""
    for text in texts:
        if _REFUSES.search(text):
            return items, "I cannot help with that."
        if _REVEALS.search(text):
            items = [item | {"summary": instructions[:300]} for item in items]
        for sentence in re.split(r"(?<=[.!?])\s|\n", text):
            items = _done(items, sentence)
        if embedded := re.search(r"\{.*\}", text, re.DOTALL):
            items = _pasted(items, embedded[0])
    return items, None


def _done(items: list[Item], sentence: str) -> list[Item]:
    change: Item = {}
    for name, words in _SPEAKS_OF.items():
        if not re.search(rf"\b(?:{words})\b", sentence, re.IGNORECASE):
            continue
        said = _ORDERS[name].findall(sentence)
        if said:
            change[name] = _ordered(name, said, sentence)
        elif _SILENCES.search(sentence):
            change[name] = [] if name == "skills" else None
    return [item | change for item in items]


def _ordered(name: str, said: list[str], sentence: str) -> Any:
    """The value that a sentence orders, with the sentence itself as its evidence."""
    if name == "skills":
        return [{"name": word, "kind": "technical"} for word in said]
    if name in ("seniority", "remote"):
        return {"level" if name == "seniority" else "type": said[-1].lower(), "quote": sentence.strip()}
    if name == "salary":
        figures = sorted(float(re.sub(r"\D", "", figure)) for figure in said)
        return {"min": figures[0], "max": figures[-1], "period": "year", "currency": "USD", "quote": sentence.strip()}
    return said[-1]


def _pasted(items: list[Item], document: str) -> list[Item]:
    """What stands in a text as JSON is taken over word for word."""
    try:
        said = json.loads(document)
    except ValueError:
        return items
    rows = said.get("postings", [said]) if isinstance(said, dict) else []
    changes = rows[0] if rows and isinstance(rows[0], dict) else {}
    return [item | {name: value for name, value in changes.items() if name in item and name != "id"} for item in items]
