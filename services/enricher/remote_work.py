"""Whether a posting is remote, hybrid or on site, read from its title, its place and its description.

Title before place before description. Within a text a denial of remote work means on site, and days in the office or
"hybrid" outweigh the word remote; words that only look alike ("distributed systems", "hybrid cloud", "remote sensing")
are ignored.
"""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from typing import Literal

RemoteType = Literal["remote", "hybrid", "onsite"]

_NUMBER = r"(?:\d|one|two|three|four|five|ein|zwei|drei|vier|fünf|un|deux|trois|quatre|cinq)"


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# Read no further where none of these stands: most of a text is about something else. Substrings, because looking for
# them costs a tenth of the patterns.
_WORTH_READING = (
    "remote", "hybrid", "on-site", "onsite", "on site", "sur site", "office", "wfh", "home", "anywhere", "telecommut", "telework",
    "à distance", "télétravail", "présentiel", "arbeite", "vor ort", "person", "virtual", "ortsunabh", "campus", "büro", "bureau",
)  # fmt: skip

_DECOYS = _any(
    r"\bremote\s+(?:sens\w+|controls?|controlled|monitoring|patient|desktops?|access\w*|areas?|sites?|communit\w+|villages?|regions?|locations?|islands?"
    r"|servers?|procedure|repositor\w+|diagnos\w+|deposit|learning|start|starter|vehicles?|operations?\s+cent\w+|devices?|interpret\w+|data\s+capture|pilot\w*)",
    r"\b(?:tv|managing|manage|lead|leading|supervis\w+|support\w*)\s+(?:\w+\s+){0,2}remote\s+(?:teams?|employees|staff|workers|users|offices?)",
    r"\bremote\s+(?:users|customers|clients|teams\s+across|offices|team\s+members|employees|stakeholders)",
    r"\bhybrid[\s-]+(?:clouds?|multi|vehicles?|cars?|electric|engines?|power\w*|mobile|apps?|applications?|infrastructure|it\b|environments?|networks?|identity"
    r"|architectures?|systems?|platforms?|data|deployments?|integrations?|seeds?|corn|approach|methodolog\w+|agile|solutions?|exchange|azure|aws|search|ai\b)",
    r"\bhybrid\s+(?:and|or|/)\s+(?:multi|public|private|electric|native)[\s-]?\w*",
    r"\b(?:multi|public|private|electric)[\w\s-]{0,12}(?:and|or|/|,)\s*hybrid\b",
    r"\b(?:on-?site|in-?person)\s+(?:gym|fitness|parking|cafeteria|caf[eé]|restaurant|childcare|daycare|clinic|health|interviews?|training|orientation|onboarding"
    r"|support|services?|visits?|meetings?|events?|customer|client|laundry|amenit\w+|medical|canteen)",
    r"\b(?:home\s+(?:health|care|depot|office\s+(?:allowance|stipend|budget|equipment|setup)|improvement|page|loans?))",
    r"\bremotely\s+(?:interested|close|similar|controlled|operated)",
)

_DENIED = _any(
    r"\b(?:not|no|non|isn['’]t|cannot|can['’]t|never|nor|without|kein\w*|nicht|pas(?:\s+de)?)\b[\s-](?:\w+['’]?\w*[\s,/-]+){0,4}?(?:remote(?:ly)?|telework|telecommut\w+|wfh|work(?:ing)?[\s-]from[\s-]home|home[\s-]?office|télétravail)\b",
    r"\b(?:(?:work\w*\s+)?remote(?:ly)?(?:\s+(?:work\w*|position|role|options?|candidates?))?|telework\w*|work(?:ing)?\s+from\s+home|home[\s-]?office|télétravail)\s*(?::|[-–=•·]|\bis\b|\bare\b|\bist\b|\bwill\b)?\s*(?:be\s+)?(?:no\b(?!\s*(?:\d|experience))|not\b(?!\s+only)|none\b|nicht|unavailable|non\b)",
    r"\b(?:5|five|fünf|cinq)\s+days?\s+(?:a|per|/|each)?\s*(?:week\s*)?(?:in|at|from)\s+(?:the\s+|our\s+)?office",
)

_HYBRID = _any(
    rf"\b{_NUMBER}(?:\s*(?:-|–|to|or|bis|à)\s*{_NUMBER})?\+?\s*(?:x\s+|full\s+)?(?:days?|tage?n?|jours?)\b[\w\s/()'’-]{{0,30}}?\b(?:in|at|from|on|im|au|into|de)?\s*(?:the\s+|our\s+|an?\s+|a\s+)?(?:\w+\s+)?(?:office|site|onsite|on-site|home(?:[\s-]?office)?|büro|bureau|télétravail|campus)\b",
    rf"\b{_NUMBER}(?:\s*(?:-|–|to|or)\s*{_NUMBER})?\+?\s*days?\s*(?:(?:a|per|/|each)\s*week\s*)?(?:on-?site|remote(?:ly)?|in[\s-]office|wfh|hybrid)\b",
    rf"\b(?:in[\s-](?:the\s+|our\s+)?office|on-?site|remote|from\s+home|im\s+büro|au\s+bureau|home[\s-]?office|télétravail)\s*[:(]?\s*(?:for\s+|up\s+to\s+|jusqu['’]à\s+|at\s+least\s+|minimum\s+(?:of\s+)?|an\s+|bis\s+zu\s+)?{_NUMBER}(?:\s*(?:-|–|to|or)\s*{_NUMBER})?\s*(?:days?|tage?n?|jours?)\b",
    r"\b(?:partial(?:ly)?|part[\s-]time|occasional(?:ly)?|some|flexible|teilweise|partiel(?:lement)?|ponctuel)\s+(?:remote|télétravail|home[\s-]?office|wfh|work(?:ing)?\s+from\s+home)",
    r"\btélétravail\s+(?:partiel|ponctuel|occasionnel|possible|hybride)",
    r"\b(?:mix|combination|blend|balance)\s+of\s+(?:remote|office|in[\s-](?:office|person)|on-?site|home)",
    r"\b(?:remote|home)\s*(?:and|/|&|\+)\s*(?:in[\s-])?(?:on-?site|office)\b|\b(?:on-?site|office)\s*(?:and|/|&|\+)\s*(?:remote|home)\b",
    r"\bhome[\s-]?office[\s-]*(?:möglich\w*|anteil|option\w*|regelung|tage?|nach\s+absprache)|\bmobile[sn]?\s+arbeiten?\b|\bmöglichkeit\s+(?:zum|auf|zu)\s+home[\s-]?office",
    r"\bhybrid(?:e[snr]?)?\b",
)

_REMOTE_SURE = _any(
    r"\b(?:100\s*%|fully|full|entirely|completely|permanently|purely|exclusively|vollständig|komplett)[\s-]*remote\b",
    r"\b100\s*%\s*(?:télétravail|home[\s-]?office|work\s+from\s+home|wfh)|\btélétravail\s+(?:complet|total|(?:à\s+)?100\s*%)|\bfull\s+télétravail",
    r"\bremote[\s-](?:first|only)\b|\bwork(?:ing)?\s+from\s+anywhere\b",
)
_REMOTE = _any(
    r"\bremote[\s-]+(?:work\w*|jobs?|roles?|positions?|opportunit\w+|friendly|eligible|based|contract|options?|within|in\s+(?:the\s+)?(?:us|usa|uk|canada|india|germany|europe)|from|us\b|usa\b|uk\b|canada\b|employees?|environment|setting|candidates?)",
    r"\b(?:this|role|position|job|work|is|are|be|being|or|opportunity|location|type|arrangement|setting|workplace)\s*[:\-–]?\s*(?:\w+\s+)?remote(?:ly)?\b",
    r"\b(?:work(?:ing|s)?|working|operate|based|perform\w*|done|collaborate)\s+(?:\w+\s+)?remote(?:ly)?\b",
    r"[(\[|/,–-]\s*remote\b|\bremote\s*[)\]|]|^\W*remote\b",
    r"\bwork(?:ing|s)?[\s-](?:from|at)[\s-](?:your\s+)?home\b|\bwfh\b|\btelecommut\w+|\btelework\w*|\bwork[\s-]at[\s-]home\b",
    r"\btélétravail\b|\bà\s+distance\b|\bhome[\s-]?office\b|\bortsunabhängig\w*|\bvirtual\s+(?:role|position|office)\b",
)
_ONSITE = _any(
    r"\b(?:fully|100\s*%|strictly|must\s+(?:be|work)|required\s+to\s+(?:be|work)|work\w*|role|position|job|type|location|located|setting|employees?|is|are|be|entirely|this)\s*[:\-–]?\s*(?:is\s+)?(?:fully\s+|100\s*%\s+|an?\s+)?(?:on[\s-]?site|in[\s-](?:the\s+)?office|in[\s-]person)\b",
    r"[(\[|/–-]\s*(?:on[\s-]?site|in[\s-]office|in[\s-]person)\b|^\W*(?:on[\s-]?site|in[\s-]office)\b|\bon[\s-]?site\s+(?:role|position|job|work|only|in|at|presence|required|\d+\s*%)|\b(?:in[\s-]office|in[\s-]person)\s+(?:role|position|job|only|required)",
    r"\b(?:ausschließlich\s+)?vor\s+ort\b|\ben\s+présentiel\b|\b100\s*%\s+(?:sur\s+site|présentiel)",
)
_ONSITE_WORD = _any(
    r"\bon[\s-]?site\b|\bin[\s-]office\b|\boffice[\s-]based\b|\bin[\s-]person\b|\bvor\s+ort\b|\bsur\s+site\b|\bprésentiel\b"
)
_REMOTE_WORD = _any(
    r"\bremote\b|\bwfh\b|\bwork\s+from\s+home\b|\btelework\b|\btelecommute\b|\bhome[\s-]?office\b|\banywhere\b|\btélétravail\b|\bwork[\s-]at[\s-]home\b|\bvirtual\b"
)


# Sentences are read one by one, so that a long paragraph costs no more than its sentence about the place.
_LINE_END = re.compile(r"\n(?!\s*\W*\s*(?:no|none)\b)|(?<=[.!?;])\s+(?=\S)")


def extract_remote_type(title: str, description: str = "", location: str = "") -> RemoteType | None:
    """How the work is done as far as the texts tell, None when they do not."""
    return _of_label(title or "") or _of_label(location or "") or _of_text(description or "")


def _of_label(label: str) -> RemoteType | None:
    """A title or a place is short: a single word is a statement."""
    clean = _DECOYS.sub(" ", label)
    if _DENIED.search(clean):
        return "onsite"
    if _HYBRID.search(clean) or (_REMOTE_WORD.search(clean) and _ONSITE_WORD.search(clean)):
        return "hybrid"
    if _REMOTE_WORD.search(clean):
        return "remote"
    return "onsite" if _ONSITE_WORD.search(clean) else None


def _of_text(text: str) -> RemoteType | None:
    """A description tells other things too, so only phrases about the work count."""
    lines = [line for line in _LINE_END.split(text.lower()) if any(word in line for word in _WORTH_READING)]
    if not lines:
        return None
    # A line such as "* **Location:** Remote" is a statement whatever surrounds it.
    clean = _DECOYS.sub(" ", "\n".join(lines).replace("*", "").replace("_", " "))
    if _DENIED.search(clean):
        return "onsite"
    sure, hybrid = _REMOTE_SURE.search(clean), _HYBRID.search(clean)
    if sure and not (hybrid and hybrid.start() < sure.start()):
        return "remote"
    if hybrid:
        return "hybrid"
    remote, onsite = _REMOTE.search(clean), _ONSITE.search(clean)
    if remote and not (onsite and onsite.start() < remote.start()):
        return "remote"
    return "onsite" if onsite else None
