"""Which of the companies in an answer is the employer, how sure that is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from services.extractor.company_names import (
    comparison_key,
    domain_label,
    is_division,
    normalise,
    registered_domain,
)

# Below this the employer stays without a company: no rating is better than another firm's.
MATCH_THRESHOLD = 0.7
# Of two firms with one name, the one reviewed so many times more often is the one people mean.
CLEARLY_BIGGER = 5
SIMILAR_ENOUGH = 0.92
MIN_LETTERS_FOR_TYPOS = 8
COMPANY_ID_CHARACTERS = 100
NAME_CHARACTERS = 500

# Sites that say nothing about whose they are: short links, profiles, application forms.
_NOBODYS_DOMAINS = frozenset({
    "bit.ly", "facebook.com", "glassdoor.com", "goo.gl", "goo.gle", "google.com", "greenhouse.io", "indeed.com",
    "instagram.com", "lever.co", "linkedin.com", "linktr.ee", "myworkdayjobs.com", "ow.ly", "smartrecruiters.com",
    "t.co", "tinyurl.com", "twitter.com", "wixsite.com", "workable.com", "x.com", "youtube.com",
})  # fmt: skip
_REGION_WORDS = frozenset({
    "america", "americas", "apac", "asia", "australia", "brasil", "brazil", "canada", "deutschland", "emea", "europe",
    "france", "germany", "global", "india", "international", "ireland", "italia", "japan", "latam", "mexico", "north",
    "poland", "singapore", "south", "spain", "uae", "uk", "us", "usa",
})  # fmt: skip
# Confidence and reason when the websites speak: first for an equal name, then for another one.
_VERDICTS = {
    "related": ((0.9, "same name, related website"), (0.5, "related website, other name")),
    "conflict": ((0.6, "same name, but another website"), (0.1, "another name and website")),
}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One company of an answer, with its payload as sent."""

    company_id: str
    name: str
    website: str | None
    review_count: int
    payload: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Match:
    """The best candidate, if it is good enough; `confidence` (0–1) and `reason` also explain why it is not."""

    candidate: Candidate | None
    confidence: float
    reason: str


def candidates_in(answer: list[Any]) -> list[Candidate]:
    """The companies of an answer that have an id and a name; anything else in the list is left out."""
    found = []
    for payload in answer:
        if not isinstance(payload, dict):
            continue
        company_id, name, website = payload.get("company_id"), payload.get("name"), payload.get("website")
        reviews = payload.get("review_count")
        if isinstance(company_id, bool) or not isinstance(company_id, int | str):
            continue
        if not 1 <= len(str(company_id).strip()) <= COMPANY_ID_CHARACTERS:
            continue
        if not isinstance(name, str) or not 1 <= len(name.strip()) <= NAME_CHARACTERS:
            continue
        found.append(
            Candidate(
                company_id=str(company_id).strip(),
                name=name,
                website=website if isinstance(website, str) else None,
                review_count=int(reviews) if isinstance(reviews, int | float) else 0,
                payload=payload,
            )
        )
    return found


def best_match(employer: str, domain: str | None, candidates: list[Candidate]) -> Match:
    """Choose by name and website; `domain` is the employer's registered domain, if any posting told it."""
    if not candidates:
        return Match(None, 0.0, "no candidates")
    judged = sorted(
        ((*_judged(employer, domain, candidate), candidate) for candidate in candidates),
        key=lambda one: (-one[0], -one[2].review_count, one[2].company_id),
    )
    confidence, reason, best = judged[0]
    rivals = [c for score, _, c in judged[1:] if score == confidence and c.company_id != best.company_id]
    if rivals and confidence < 1:
        bigger = best.review_count >= CLEARLY_BIGGER * max(1, rivals[0].review_count)
        confidence -= 0.1 if bigger else 0.3
        reason += ", the most reviewed of several" if bigger else ", but so have others"
    confidence = round(max(0.0, confidence), 3)
    chosen = best if confidence >= MATCH_THRESHOLD else None
    return Match(chosen, confidence, f"{best.name[:100]}: {reason}")


def _judged(employer: str, domain: str | None, candidate: Candidate) -> tuple[float, str]:
    """Confidence and reason for one candidate."""
    wanted, offered = normalise(employer), normalise(candidate.name)
    name = _name_similarity(wanted, offered)
    site = _site_evidence(wanted, domain, candidate.website)
    if site == "same":
        # In another script the letters cannot agree: only the website can tell.
        return _with_same_site(name, other_letters=wanted.isascii() != offered.isascii())
    if site in _VERDICTS:
        return _VERDICTS[site][0 if name == 1 else 1]
    if name == 1:
        return 0.9, "same name, website unknown"
    if name >= SIMILAR_ENOUGH and min(len(wanted), len(offered)) >= MIN_LETTERS_FOR_TYPOS:
        return 0.75, "nearly the same name, website unknown"
    if _is_branch_of(wanted, offered):
        return 0.75, "the same name without the region, website unknown"
    return round(name * 0.6, 3), "another name"


def _with_same_site(name: float, *, other_letters: bool) -> tuple[float, str]:
    if name == 1:
        return 1.0, "same name and website"
    if name >= 0.5:
        return 0.85, "same website, similar name"
    return (0.75, "same website, name in other letters") if other_letters else (0.6, "same website, but another name")


def _name_similarity(wanted: str, offered: str) -> float:
    """1 for equal names only; otherwise the better of letters and words in common."""
    if comparison_key(wanted) == comparison_key(offered):
        return 1.0
    words_in_common = fuzz.token_set_ratio(wanted, offered) / 100 * 0.9
    return min(0.99, max(fuzz.ratio(comparison_key(wanted), comparison_key(offered)) / 100, words_in_common))


def _is_branch_of(wanted: str, offered: str) -> bool:
    """Whether the employer is the candidate plus words of a region: "Wavestone North America" of "Wavestone"."""
    words, base = wanted.split(), offered.split()
    return len(words) > len(base) and words[: len(base)] == base and set(words[len(base) :]) <= _REGION_WORDS


def _site_evidence(wanted: str, domain: str | None, website: str | None) -> str:
    """`same`, `related`, `conflict`, or `unknown` where one side says nothing."""
    theirs = registered_domain(website)
    if (
        domain is None
        or theirs is None
        or theirs in _NOBODYS_DOMAINS - {domain}
        or domain in _NOBODYS_DOMAINS - {theirs}
    ):
        return "unknown"
    if domain == theirs:
        # cloud.google.com belongs to Google, and its employees are a division's.
        return "related" if is_division(website) else "same"
    ours, other, name = domain_label(domain), domain_label(theirs), comparison_key(wanted)
    # harbour.ca and harbour.co.uk, or harbour.com and aboutharbour.com, of a firm called Harbour.
    if ours == other or (len(name) >= 4 and name in (ours, other) and name in ours and name in other):
        return "related"
    return "conflict"
