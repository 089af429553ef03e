"""Employers' names made comparable: two spellings of one firm get one key, in any script."""

from __future__ import annotations

import hashlib
import html
import re
import tomllib
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import tldextract
from cleanco.clean import prepare_default_terms, strip_punct

# Forms that cleanco does not know: without a space to the name, before it in Russian, and India's "M/s.".
_ATTACHED_FORMS = re.compile(
    r"株式会社|有限会社|合同会社|股份有限公司|有限责任公司|有限公司|주식회사|유한회사|\(株\)|\(有\)|\(주\)"
    r"|^(?:ооо|оао|зао|пао|нао|ао|ип)\s+|\s+(?:ооо|оао|зао|пао|нао|ао)$|^m/s\.?\s+"
)
# Legal forms that are nothing else, so they may go from the middle of a name too ("… Canada ULC - K03").
_UNMISTAKABLE = frozenset({"corp", "gmbh", "inc", "llc", "llp", "ltd", "plc", "pty", "pvt", "ulc"})
# cleanco's list as words, longest first, and the "N.A." of American banks. Its own function cuts the vowel signs
# off names in Hindi, hence only its list.
_ENDINGS = [*prepare_default_terms(), (1, ["na"])]
_MARKS = re.compile("[\u00ae\u00a9\u2122\u2120]")
_DOTTED = re.compile(r"\b(?:\w\.){2,}")
_BRACKETS = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*")
_SITE_CODE = re.compile(r"\s+[-–—]\s+(?=\S*\d)\S+$")

SKIP_FILE = Path(__file__).with_name("employers_not_looked_up.toml")
# Offline: only the suffix list that comes with the package, and nothing written to disk.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


@dataclass(frozen=True, slots=True)
class EmployerName:
    """One spelling of an employer: either a key to look up, or the reason why there is nothing to look up."""

    employer_name: str
    normalised_name: str
    company_lookup_key: str | None
    skip_reason: str | None


def understand(employer_name: str) -> EmployerName:
    """Normalise one spelling; pure, and stable: the key is stored."""
    normalised = normalise(employer_name)
    key = comparison_key(normalised)
    reason = skip_reason(normalised)
    lookup_key = hashlib.sha256(key.encode()).hexdigest()[:32] if reason is None else None
    return EmployerName(employer_name, normalised, lookup_key, reason)


def normalise(name: str) -> str:
    """Words in lower case without punctuation, accents of Latin letters and legal forms.

    What is left never becomes empty by removing a legal form: a firm called "Limited" stays one.
    """
    text = unicodedata.normalize("NFKC", _MARKS.sub(" ", html.unescape(name)))
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    text = _without_accents(" ".join(text.split()).casefold())
    text = _DOTTED.sub(lambda dotted: dotted.group().replace(".", "") + " ", text)
    text = _or_before(_SITE_CODE.sub("", text), text)
    text = _or_before(_BRACKETS.sub(" ", text), text)
    text = _or_before(_ATTACHED_FORMS.sub(" ", text), text)
    text = _without_legal_forms(text)
    words = _words(text.replace("&", " and ").replace("'", "").replace("’", ""))
    return _or_before(words.removeprefix("the "), words)


def comparison_key(normalised: str) -> str:
    """A normalised name without its spaces, so that "capitalone" is "capital one"; never empty for a real name."""
    return normalised.replace(" ", "")


def skip_reason(normalised: str) -> str | None:
    """Why an employer of this normalised name is not looked up, or None."""
    if not normalised:
        return "no letters"
    names, beginnings = _skip_list()
    for beginning, reason in beginnings:
        if f"{normalised} ".startswith(beginning):
            return reason
    return names.get(comparison_key(normalised))


def registered_domain(address: str | None) -> str | None:
    """`example.co.uk` of any address or host below it; None when there is none."""
    return _SUFFIXES(address or "").top_domain_under_public_suffix or None


def is_division(address: str | None) -> bool:
    """Whether the address is a part of somebody's site (`cloud.google.com`), and not the site itself."""
    return _SUFFIXES(address or "").subdomain not in ("", "www", "careers", "jobs", "about", "corporate", "global")


def domain_label(domain: str) -> str:
    """`jdsports` of `jdsports.co.uk`, without hyphens."""
    return _SUFFIXES(domain).domain.replace("-", "")


def _without_legal_forms(text: str) -> str:
    words = text.replace(",", " ").split()
    plain = [strip_punct(word) for word in words]
    while length := next((n for n, form in _ENDINGS if n < len(words) and plain[-n:] == form), 0):
        del words[-length:], plain[-length:]
    kept = [word for place, word in enumerate(words) if place == 0 or plain[place] not in _UNMISTAKABLE]
    return _or_before(" ".join(kept), text)


def _without_accents(text: str) -> str:
    # Only Latin letters: taking marks off would turn й into и and ガ into カ, which are other letters.
    bases = ((letter, unicodedata.normalize("NFD", letter)[0]) for letter in text)
    return unicodedata.normalize("NFC", "".join(base if base.isascii() else letter for letter, base in bases))


def _words(text: str) -> str:
    # Not by \w: it drops the vowel signs of Thai and Hindi, which are marks.
    return " ".join("".join(c if c.isalnum() or unicodedata.category(c)[0] == "M" else " " for c in text).split())


def _or_before(shortened: str, before: str) -> str:
    return shortened if _words(shortened) not in ("", "the") else before


@lru_cache(maxsize=1)
def _skip_list() -> tuple[dict[str, str], list[tuple[str, str]]]:
    groups = tomllib.loads(SKIP_FILE.read_text(encoding="utf-8"))["group"]
    names = {comparison_key(_words(name)): group["reason"] for group in groups for name in group["names"]}
    beginnings = [(beginning, group["reason"]) for group in groups for beginning in group["starts_with"]]
    return names, beginnings
