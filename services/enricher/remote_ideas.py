"""What a sentence about the place of work means when no stock phrase stands in it: by the ideas it names.

"Half of your hours may be worked from home" names home and a part of the time, whatever its words and order are. Asked
last, after `remote_words.py`, in English, German and French.
"""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

from services.enricher.reading import any_of, blank, holds
from services.enricher.remote_words import PLACE, RemoteType

_AWAY_HINTS = (
    "remote", "virtual", "home", "wfh", "tele", "télé", "kitchen", "couch", "sofa", "living room", "house", "residence", "garden", "jamas", "wherever",
    "any ", "where ", "hause", "daheim", "jedem", "unabhängig", "distribu", "maison", "domicile", "mobil ",
)  # fmt: skip
_DESK_HINTS = (
    "office", "in person", "in-person", "site", "studio", "lab", "campus", "hq", "headquarters", "workshop", "premises", "branch", "hub", "location",
    "come in", "comes in", "coming in", "büro", "präsenz", "vor ort", "locaux", "siège", "bureau", "présentiel", "report", "commut", "plant", "facility", "warehouse",
    "factory", "store", "clinic", "hospital", "school", " floor", "cent", "salon", "restaurant", "hotel", "depot", "laborator", "atelier", "usine", "werk", "pendel", "filiale", "praxis",
)  # fmt: skip
_AWAY = any_of(
    r"(?<!per\s)\bremote\b|\bvirtually\s+from\b|(?<!away\s)\b(?:from|at)\s+(?:your\s+|their\s+)?(?:own\s+)?home\b(?!\s+base)|\bhome[\s-]+(?:desk|days?|office|working|based)\b|\b(?:or|and|,)\s+(?:at\s+)?home\s*(?=$|[.,;)])|\bhomeoffice\b|\bwfh\b|\btele(?:work|commut)\w*|\bt[ée]l[ée]travail\b",
    r"\b(?:from|at|in)\s+(?:your|their)\s+(?:own\s+)?(?:kitchen|couch|sofa|living\s+room|house|residence|garden|pyjamas|pajamas)\b|\b(?:from|work\w*|live|living)\s+wherever\b|\b(?:from|in)\s+any\s+(?:province|region|county|town|city|state|place|location|country)\b|\bwhere\s+(?:in\s+the\s+\w+\s+)?you\s+(?:work|live|are|do)\b[^.;\n]{0,20}\b(?:up\s+to|your\s+(?:choice|call|decision)|matter)",
    r"(?<!eigenen\s)(?<!neuen\s)(?<!im\s)\bzu\s?hause\b|\bdaheim\b|\b(?:von|an)\s+jedem\s+(?:ort|platz)\b|\bstandortunabhängig\w*|\bdistribuée?s?\b|\bà\s+(?:la\s+maison|domicile)\b|\bmobil\s+arbeit\w*",
)
_DESK = any_of(
    rf"\b(?:report(?:ing|s)?|commut(?:e|es|ing)|come|coming|travel(?:ling|ing)?|get|drive|driving)\s+(?:(?:daily|in|every\s+day|each\s+day)\s+)?(?:to|into)\s+(?:our|the|a|one\s+of\s+our)\s+(?:[\w'’.-]+\s+){{0,4}}?{PLACE}\b",
    rf"\b(?:in|at|on|inside|from)\s+(?:our|the)\s+(?:(?!home\b)[\w'’.-]+\s+){{0,3}}?{PLACE}\b|\bon\s+the\s+shop\s*floor\b",
    r"\b(?:in|an|auf)\s+(?:unsere[rmn]?|der|dem)\s+(?:[\w-]+\s+){0,2}?(?:werk|filiale|praxis|standort|werkstatt|labor|klinik|lager|niederlassung|zentrale)\b|\b(?:dans|à|sur)\s+(?:notre|nos|l['’]|la|le)\s*(?:[\w-]+\s+){0,2}?(?:usine|atelier|magasin|agence|entrepôt|laboratoire|site|clinique)\b",
    r"\bcom(?:e|es|ing)\s+in\b|\b(?:any\s+of\s+|the\s+|our\s+|an?\s+|in[\s-])(?:[\w-]+\s+){0,2}?offices?\b|\bin[\s-]office\b|\bin[\s-]person\b|\bon[\s-]?site\b|\b(?:the|our)\s+(?:\w+\s+)?(?:studio|labs?|laboratory|campus|hq|headquarters|workshop|premises|branch|hub)\b|\bour\s+\w+\s+location\b",
    r"\b(?:im|ins|unserem|unser|das)\s+(?:\w+\s+)?büro\b|\bpräsenz\b|\bvor\s+ort\b|\b(?:nos|les|aux)\s+(?:locaux|bureaux)\b|\b(?:au|le)\s+bureau\b|\b(?:au|notre)\s+siège\b|\bsur\s+site\b|\bprésentiel\b",
)
_SOME = any_of(
    r"\b(?:half|part|some|most|certain|several|occasional\w*|partly|partially|[1-4]|one|two|three|four)\s+(?:(?:of|or|to)\s+)?(?:(?:your|the|their)\s+)?(?:\w+\s+)?(?:hours?|time|days?|week|weeks|month|fridays?|mondays?)\b|\bdays?\s+(?:possible|available|by\s+\w+|each|every|per|a)\b|\bby\s+(?:prior\s+)?(?:arrangement|agreement)\b",
    r"\b(?:divid|split|alternat|balanc|mix|combin)\w*\b|\bwhether\b|\b(?:once|twice|three\s+times)\s+an?\s+(?:week|month|fortnight)\b|\bone\s+week\s+(?:per|a|each|every)\s+month\b|\bfrom\s+time\s+to\s+time\b|\b(?:ob|entweder)\b|\bwahlweise\b|\bzeitweise\b|\bteilweise\b|\bsoit\b",
)
_OURS = any_of(
    r"\b(?:you|your|we|we['’]re|role|position|job|post|work|working|calls|must|required?s?|willing|able\s+to|employees|everyone|everybody|staff|team|join|candidates?|applicants?|arbeit\w*|tätigkeit|stelle|du|sie|wir|vous|nous|poste|équipe|travail\w*|teach)\b"
)
# Said of an office alone, it says little; with one of these it says that work is done there and nowhere else.
_ALWAYS = any_of(
    r"\b(?:only|must|required|requires?|mandatory|every\s+(?:work\w*\s+)?(?:day|shift)|daily|each\s+(?:day|shift)|all\s+(?:of\s+the\s+)?work|all\s+days|compulsory|obligatory|strictly|exclusively|entirely|full[\s-]time|monday\s+(?:to|through)\s+friday|ausschließlich|nur|täglich|jeden\s+tag|immer|vollständig|tous\s+les\s+jours|uniquement|exclusivement|obligatoire\w*|chaque\s+jour)\b"
)
_WHOLE_WEEK = any_of(
    r"\b(?:5|five|fünf|cinq|alle|all)\s+(?:full\s+|working\s+)?(?:days?|tagen?|jours?)\b|\b(?:mon(?:day)?|montags?|lundi)\s*(?:to|through|thru|until|-|–|bis|au)\s*(?:fri(?:day)?|freitags?|vendredi)\b|\bfull[\s-]time\b"
)
_NOT = any_of(r"\b(?:not|no|never|without|cannot|\w+n['’]t|kein\w*|nicht|ohne|pas|sans|aucun\w*)\b")
_VISITS = any_of(
    r"\b(?:interviews?|onboard\w*|training|orientation|retreats?|visits?|trips?|travel\w*|quarterly|yearly|annual\w*|events?|meetups?|meet|if\s+you\s+(?:like|prefer|want)|customers?['’]?|clients?['’]?|patients?['’]?|kunden)\b"
)


# An office that there is not.
_NO_OFFICE = any_of(
    r"\b(?:no|without\s+an?|(?:don['’]t|do\s+not)\s+have\s+an?|gave\s+up\s+(?:our|the|all)|closed\s+(?:our|the|all))\s+(?:\w+\s+){0,2}?offices?\b"
)


def inferred(clean: str, lower: str) -> RemoteType | None:  # noqa: PLR0911 - a ladder of rules, each a line
    """What the ideas of a sentence amount to; what only sounds like them has been blanked before."""
    if "office" in lower and _NO_OFFICE.search(clean):
        clean = _NO_OFFICE.sub(blank, clean)
    away = _AWAY.search(clean) if holds(lower, _AWAY_HINTS) else None
    desk = _DESK.search(clean) if holds(lower, _DESK_HINTS) else None
    if not (away or desk) or _NOT.search(clean):
        return None
    visits = _VISITS.search(clean)
    if away and desk and not visits:
        return "hybrid"
    if desk and not visits and _WHOLE_WEEK.search(clean):
        return "onsite"
    if _SOME.search(clean) and not visits:
        return "hybrid"
    if not _OURS.search(clean):
        return None
    if away:
        return "remote"
    return "onsite" if _ALWAYS.search(clean) and not visits else None
