"""How English, German and French postings say that work is remote, hybrid or on site, and what only sounds like it."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from typing import Literal

from services.enricher.reading import any_of
from services.enricher.remote_decoys import THINGS

RemoteType = Literal["remote", "hybrid", "onsite"]


# A sentence without one of these says nothing; looking for them all at once costs a hundredth of the patterns.
NEEDLES = (
    "remote", "hybrid", "onsite", "on-site", "on site", "site-based", "office", "home", "wfh", "wfo", "telecommut", "telework", "in person", "in-person", "virtual", "distributed team", "ly distributed", "ly-distributed", "% distributed", "distributed comp", "distributed organi",
    "anywhere", "any location", "any place", "from any", "wherever", "where you w", "where you l", "where you p", "where you ch", "where you d", "where you are", "tied to", "all over", "worldwide", "globally", "agnostic", "n independent", "n-independent", "any state", "matter where", "regardless of", "wo du", "wo sie", "wo ihr", "où vous", "#li-",
    "work location", "workplace", "on location", "überall", "mobile", "mobil ", "vor ort", "vor-ort", "ortsunabh", "büro", "präsenz", "arbeitsort", "zu hause", "zuhause", "einsatzort",
    "télétravail", "teletravail", "telearbeit", "présentiel", "distanciel", "à distance", "sur site", "chez vous", "bureau", "headquarters", "presence", "attendance", "residence", "wahl des", "frei wählbar", "come in", "comes in", "coming in", "choose where", "on_site", "kitchen", "couch", "living room", "place of work", "jedem ort", "daheim", "standortunab", "domicile", "anwesenheit", "physically", "ortsgebunden", "campus", "our lab", "our plant", "our studio", "our warehouse", "our store", "our factory", "our clinic", "importe où", "siège", " hub", "is performed", "carried out", "takes place", "is done", "blended", "in-studio", "in-store", "in-clinic", "in-branch", "locaux", "distribuée", "our location", "premises",
    "in the lab", "report to our", "reporting to our", "commut", "shop floor", "at our ", "based in our", "work in our", "is in our", "unserem werk", "unserer praxis", "unserer filiale",
)  # fmt: skip
# What a pattern cannot do without.
REMOTE_HINTS = (
    "remote", "home", "wfh", "tele", "télé", "distan", "virtual", "anywhere", "live", "want to", "ortsunab", "hause", "distributed", "wherever",
    "where you", "überall", "chez", "domicile", "importe", "mobil", "any loc", "any pla", "any c", "all over", "worldwide", "globally", "tied to",
    "no office", "an office", "living room", "kitchen", "couch", "sofa", "office.", "offices", "commut", "independent", "agnostic", "matter where", "regardless", "any s", "from any", "wahl", "wähl", "residence", "choose", "wo ", "où ",
)  # fmt: skip
ONSITE_HINTS = (
    " site", "-site", "_site", "onsite", "in person", "in-person", "office", "wfo", "vor-ort", "vor ort", "präsenz", "présentiel", "location", "büro", "bureau", "headquarters", "hq", "anwesenheit",
    "physically", "gebunden", "come in", "comes in", "coming in", "sits in", "based in", "based at", "presence", "attendance", "campus", "hub", "siège", "studio", "laborator", "plant", "workshop", "work is", "takes place", "premises", "facility", "place of work", " floor", "locaux",
)  # fmt: skip
DAYS_HINTS = (
    "hoc", "needed", "day", " mon", "tues", " wed", " thu", " fri", "fois", "mal ", "week", "woche", "moitié", "half", "halb", "time", "occasion", "gelegentlich", "ponctuel", "j/", "j /", "/sem", " sem", " tag", "-tag", "cetag", "rotag", "nztag", "jour", "%",
)  # fmt: skip
ALL_DAYS_HINTS = (
    "5",
    "five",
    "fünf",
    "cinq",
    "alle",
    "every",
    "daily",
    "monday",
    "mon-",
    "mon to",
    "mon –",
    "full",
    "lundi",
    "montag",
)
HYBRID_HINTS = (
    "part", "teil", "semi", "hoc", "limited", "occasion", "some ", "flexible", "teilweise", "ponctuel", "anteil", "gelegentlich", "regelmäßig", "zeitweise", "permit",
    "allow", "tageweise", "absprache", "travail", "bureau", "mix", "misch", "combin", "blend", "balance", "split", "kombination", "mélange", "alterna",
    "between", "divide", "share", "möglich", "option", "regelung", "mobil", "telearbeit", "tage", " mon", "tue", " wed", " thu", "homeoffice", "home-office",
    "home office",
)  # fmt: skip
AWAY_HINTS = ("remote", "tele", "home")
NEGATION_HINTS = (
    "nobody", "not", "n't", "n’t", "no ", "no-", "non", "never", "nor ", "neither", "without", "ohne", "unable", "ineligible", "unavailable", "prohibited", "kein",
    "ne peut", "unsuit", "incompatib", "preclud", "rule", "exclud", "nicht", "weder", "ausgeschlossen", "pas", "optional", "voluntary", "sans", "aucun", "interdit", "exclu", "impossible",
)  # fmt: skip

_NUMBER = r"(?<![\d.,:])(?:[1-4](?![\d.,:%])|one|two|three|four|eine?n?|einem|zwei|drei|vier|une?|deux|trois|quatre)\b"
_RANGE = (
    rf"{_NUMBER}(?:\s*(?:-|–|to|or|bis|oder|à|ou)\s*(?:[1-5]|two|three|four|five|zwei|drei|vier|trois|quatre)\b)?\+?\s*"
)
_DAYS = r"(?:x\s+|full\s+|work(?:ing)?\s+|whole\s+|feste\s+)?(?:week)?(?:days?|tage?n?|jours?)\b"
_HOME = r"(?:home(?:[\s-]?office)?|homeoffice(?:fähig|tauglich)?|remote(?:ly)?|wfh|telework(?:ing)?|telecommut\w+|télétravail(?:lable)?|distanciel|à\s+distance|à\s+domicile|chez\s+vous|von\s+(?:zu\s?hause|daheim)|mobil(?:e[snm]?)?\s+arbeit\w*|mobil\b)"
_DESK = r"(?:wfo\b|(?:the|our|your|an?)\s+(?:(?!home\b)[\w-]+\s+){0,2}?office|in[\s-]office|(?<!home\s)(?<!home-)office|on[\s-]?site|in[\s-]person|com(?:e|es|ing)\s+in(?:to)?|(?:at|on|in|from)\s+(?:the|our|a)\s+(?:\w+\s+)?(?:site|campus|hq|headquarters|studio|desks?|premises|hub)|(?:the|our)\s+(?:[\w-]+\s+)?hub|au\s+siège|büro|vor\s+ort|präsenz|bureau|sur\s+site|présentiel|campus|hq)"
_GAP = r"[^.;\n]{0,40}?"
# Where work is done that is not done at home.
PLACE = (
    r"(?:offices?|sites?|studios?|labs?|laborator(?:y|ies)|campus(?:es)?|hq|headquarters|workshops?|premises|branch(?:es)?|hubs?|plants?|facilit(?:y|ies)|warehouses?|factor(?:y|ies)|stores?|shops?|clinics?|hospitals?|schools?"
    r"|(?:\w+\s+)?cent(?:er|re)s?|depots?|yards?|locations?|showrooms?|buildings?|kitchens?|farms?|practices?|surger(?:y|ies)|(?:production|shop|sales|trading|factory)\s*floors?|salons?|restaurants?|hotels?|ranch|quarry|mine|mill|bakery|library|museum|theatre|theater|courthouse|station)"
)
_FULLY = r"(?:100\s?%|fully|full|entirely|completely|perm(?:anent(?:ly)?)?|purely|exclusively|totally|truly|vollständig|komplett|ausschließlich|dauerhaft|volledig|zu\s+100\s?%(?:\s+\w+)?|entièrement|totalement|complètement|intégralement)"
_NEGATION = r"(?:not|no|non|neither|\w+n['’]t|cannot|never|nor|without|ohne|unable\s+to|ineligible\s+for|unsuit\w+\s+(?:for|to)|incompatible\s+with|precludes?|rules?\s+out|excludes?|kein\w*|nicht|weder|ne\s+peut|pas|sans|aucun\w*)"
# What a line such as "Work Location: In person" or "Remote: No" states outright.
FIELD = re.compile(
    r"(?:^|[\n.;|•*-]\s*|\b)(?P<label>(?:work|job)\s*(?:location|site|type|mode|model|arrangement|setting|style)|workplace(?:\s+type)?|working\s+(?:model|arrangements?|pattern)|location(?:\s+type)?|place\s+of\s+work|base|arbeitsort|arbeitsmodell|arbeitsplatz|einsatzort|standort|lieu(?:\s+de\s+travail)?"
    r"|mode\s+de\s+travail|(?P<yesno>remote(?:\s+(?:work|status|type|job|position|role|eligible|options?|friendly|allowed|possible|available)){0,2}|work(?:ing)?\s+remotely|home[\s-]?office|télétravail|telework(?:\s+eligible)?|telecommut(?:e|ing)|work(?:ing)?\s+from\s+home|wfh))\s*\**\s*(?:[:=?–]|-\s|\n)[\s*:-]*(?P<value>[^\n]{1,60})",
    re.IGNORECASE,
)
FIELD_HYBRID = any_of(
    r"^(?:\w+\s+)?hybrid", rf"^(?:up\s+to\s+|bis\s+(?:zu\s+)?|jusqu['’]à\s+|ca\.\s+|max\.?\s+)?{_RANGE}{_DAYS}", r"^(?:partial|partiel|teilweise|occasional|some|flexible)",
    r"^(?:remote|home\w*|on-?site|office)\s*(?:/|&|\+|and|or|und|oder)\s*(?:hybrid|on-?site|office|remote|home|büro)",
)  # fmt: skip
FIELD_REMOTE = any_of(
    rf"^(?:{_FULLY}\s*[,-]?\s*)?(?:remote|home[\s-]?office|home|télétravail|(?:your|their)\s+(?:own\s+)?home|work\s+from\s+home|telecommut\w*|anywhere|virtual)\b(?!\s*(?:area|site|communit|sens))"
)
FIELD_ONSITE = any_of(
    r"^(?:the\s+|our\s+)?office\W*$",
    r"^[\w\s,&-]{0,30}\bin[\s-]person\b|^(?:\w+[\s,-]+)?(?:on[\s_-]?site|in[\s-]?person|in[\s-]office|office[\s-]based|sur\s+site|présentiel|vor\s+ort|präsenz)",
)
PARTLY = any_of(
    rf"{_RANGE}{_DAYS}", r"\b(?:occasional\w*|partial\w*|partly|sometimes|situational|teilweise|partiel\w*|hybrid)\b"
)
YES = any_of(r"^(?:yes|ja|oui|true|available|y\b|100\s?%|fully|complet|total)")
NO = any_of(
    r"^(?:no|none|non|nein|false|not|nicht|keine?|n/a|unavailable|never|n\b)\b(?!\s+(?:\d|only|experience|travel|relocation|degree|commut\w+|phone|weekends?|calls?|visa|sponsor\w*|problem|matter|limit\w*))"
)
HASHTAG = re.compile(r"#li[-_]?(remote|hybrid|on[-_]?site)", re.IGNORECASE)

NOT_FULLY = any_of(rf"\b{_NEGATION}\s+(?:an?\s+|be\s+)?{_FULLY}[\s-]*{_HOME}")
BUT_HYBRID = any_of(
    rf"\b(?:but|although|though|however)\b[^.;\n]{{0,30}}\b(?:occasional\w*|some|limited|flexib\w+)\b[^.;\n]{{0,20}}\b{_HOME}\b",
    r"\b(?:but|rather|instead|sondern|mais)\s+(?:is\s+|it['’]s\s+|an?\s+)*hybrid",
)
NOT_HYBRID = any_of(
    rf"\b{_NEGATION}\s+(?:an?\s+|be\s+|do\s+|offer\s+|have\s+|support\s+|remote\s+(?:or|nor)\s+)?hybrid\b"
)
_AWAY = rf"(?:(?:in\s+the\s+|im\s+)?{_HOME}\b|(?:work(?:ing)?|done|performed|do|job|role|this|it|tasks|duties)[\s-]+(?:from|at)[\s-]+home|telecommut\w+|virtual\s+(?:position|role|job|opportunity))"
# Where one of these follows a denial, something else than the place is denied.
_DENIED_ELSE = r"(?:only|need|worry|have|matter|experience|limit\w*|just|commute|offices?|physical|headquarters|require|a\s+problem|an\s+issue|if|when|who)\b"
_CLAUSE_WORD = (
    r"(?:when|whenever|while|and|but|if|who|that|which|so|because|since|where|we|you|und|aber|wenn|et|mais|si|qui)\b"
)
DENIED = any_of(
    r"\bremote\b[^.\n]{0,20}[;,]\s*(?:but\s+)?this\s+(?:one|role|position|job)\s+(?:is\s+not|isn['’]t)\b(?!\s+(?:only|just))",
    rf"\b{_NEGATION}\b[\s-](?!only\b)(?:(?!{_DENIED_ELSE})[\w'’]+(?:\s|[/-](?=\w))+){{0,5}}?{_AWAY}",
    rf"\b{_AWAY}(?:[\s-]+(?!{_CLAUSE_WORD})[\w'’]+){{0,6}}?(?:\s+|\s*[:=–?]\s*(?:unfortunately\s+|sadly\s+|sorry,?\s+|leider\s+)?)(?:not|cannot|no\s+longer|\w+n['’]t|unavailable|impossible|ausgeschlossen|nicht|pas|non(?!-)|never|prohibited|excluded|exclue?|interdit)\b(?!\s+(?:{_DENIED_ELSE}|an?\s(?!option|possib)|hybrid|on-?site|in-?office))",
)
# The same with words that else only sound like remote work: "we cannot accept remote employees".
REFUSED = any_of(
    r"\b(?:not|n['’]t|no)\s+(?:(?:currently|yet)\s+)?(?:have|do|run|practi[cs]e)\s+(?:an?\s+|any\s+)?(?:remote|telework|wfh|home[\s-]?office)\b|\b(?:remote|hybrid)\s+(?:or|and|nor|/)\s+(?:fully\s+)?(?:remote|hybrid)\b[^.;\n]{0,40}?(?:\bnot\b|n['’]t\b|\bunavailable\b)(?!\s+(?:only|a\s+problem))",
    r"\b(?:not|n['’]t|never)\s+apply\b[^.;\n]*\b(?:remote|work(?:ing)?\s+from\s+home|telework)",
    rf"\b{_NEGATION}\s+(?:\w+\s+){{0,2}}?(?:accommodat|offer|support|allow|permit|accept|consider|provid|hir|tak|open|look)\w*\s+(?:\w+\s+){{0,3}}?(?:remote|telework|telecommut|work(?:ing)?[\s-]from[\s-]home)\w*(?!\s+(?:{THINGS}|access|monitor\w+|desktops?|sites?|areas?|learning))\b",
)
# Nobody has to be there.
FREE_TO_STAY_AWAY = any_of(
    r"\b(?:nobody|no\s+one)\s+(?:has|needs|is\s+(?:required|expected|forced|asked))\s+to\s+(?:\w+\s+){0,3}?(?:come|be|commute|visit|attend|sit)\b",
    r"\bno\s+(?:in[\s-])?office\s+(?:requirements?|attendance|days?|time)\b",
    r"\boffice\s+(?:attendance|presence|visits?|days?|time)\s+(?:is|are)\s+(?:\w+\s+)?(?:optional|voluntary)\b",
    rf"\b{_NEGATION}\s+(?:\w+\s+){{0,3}}?(?:requir\w*|need\w*|have|oblig\w*|expect\w*|ask\w*|necessary|mandatory)\s+(?:\w+\s+){{0,3}}?(?:(?:visit|attend|come|be|commute|travel|report|work|go|sit|relocat)\w*\s+)(?:\w+\s+){{0,5}}?(?:offices?|on[\s-]?site)\b(?!\s+(?:every|daily|each|five|all|full))",
)
ALL_DAYS_ONSITE = any_of(
    rf"\b(?:5|five|fünf|cinq|alle|every)\s+(?:full\s+|working\s+)?(?:days?|tagen?|jours?)\s*(?:a|per|/|each|of|the|pro|par|die)?\s*(?:week|woche|semaine)?\s*(?:in|at|from|on|im|au|per|a|week)?\s*(?:the\s+|our\s+)?(?:the\s+)?{_DESK}",
    rf"{_DESK}[\s,:(]+(?:\w+\s+){{0,2}}?(?:(?:5|five|fünf|cinq)\s+{_DAYS}|every\s+(?:work(?:ing)?\s*)?day|daily|monday\s*(?:to|through|-|–)\s*friday|(?:du\s+)?lundi\s+au\s+vendredi|full[\s-]time\b)",
    rf"\b(?:mon(?:day)?\s*(?:to|through|-|–)\s*fri(?:day)?|montags?\s*(?:bis|-|–)\s*freitags?|du\s+lundi\s+au\s+vendredi)\b[^.;\n]{{0,15}}?{_DESK}(?!\w)|\b(?:au\s+siège|dans\s+nos\s+(?:bureaux|locaux)|à\s+notre\s+siège|au\s+bureau|sur\s+site|à\s+l['’]agence)\b[^.;\n]{{0,40}}?\bdu\s+lundi\s+au\s+vendredi",
)

# What follows a word for home, or one for home or a desk: the many ways begin with one look for that word.
_DAYS_AFTER_HOME = (
    rf"[^.;\n]{{0,20}}\b(?:but|except|expect\w*)\b[^.;\n]{{0,30}}{_RANGE}{_DAYS}\s+(?:a|per|each|every)\s+week",
    rf"[^.;\n]{{0,60}}?\bfor\s+{_RANGE}{_DAYS}",
    r"\s+(?:work(?:ing)?\s+)?(?:(?:on|every|each|am|le|les|one|two|some|most|alternate)\s+){0,2}(?:mon|tues|wednes|thurs|fri)days?\b(?!\s*(?:to|through|-|–)\s*fri)",
    r"\b[^.;\n,]{0,30}?\b(?:on|every|am|le)\s+(?:mon|tues|wednes|thurs|fri)days?\b(?!\s*(?:to|through|until|-|–))",
    rf"\s*[:(-]\s*(?:up\s+to\s+|jusqu['’]à\s+|bis\s+zu\s+)?{_RANGE}{_DAYS}",
    rf"{_GAP}\b(?:other|remaining)\s+(?:\w+\s+)?(?:days|times?)\b",
    r"\b[^.;\n]{0,25}?\b(?:on\s+occasions?|occasionally|at\s+times|from\s+time\s+to\s+time|(?:on\s+an?\s+)?ad[\s-]hoc|occasional\s+basis|(?:as|when|if)\s+(?:needed|required)|gelegentlich|ponctuellement)\b",
    r"\b[^.;\n\d]{0,12}(?<!\d)[1-9]\d\s?%(?!\s*(?:\w+\s+)?(?:travel|reis|déplacement|business))",
    r"\b[^.;\n]{0,25}?\b(?:up\s+to|max\w*\.?|about|bis\s+zu|jusqu['’]à|for)\s+[1-9]\d\s?%(?!\s*(?:\w+\s+)?(?:travel|reis|déplacement|business))",
)  # fmt: skip
_DAYS_AFTER_EITHER = (
    rf"[^.;\n,]{{0,40}}?(?:{_RANGE}{_DAYS}|\b(?:once|twice|(?:one|two|three|[1-4])\s+times|[1-4]\s?[x×])\s+(?:(?:a|per|each|every)\s+(?:week|fortnight)|weekly|fortnightly))",
    r"[^.;\n]{0,20}?(?<!\d)[1-9]\d\s?%\s+of\s+(?:the|your)\s+(?:\w+\s+)?(?:time|week|month|days)",
    r"[^.;\n]{0,20}?\b(?:every\s+(?:other|second|third)|alternate|alternating)\s+(?:(?:mon|tues|wednes|thurs|fri)?days?|weeks?)\b",
    r"[^.;\n]{0,30}?\b(?:(?:une|deux|trois|[1-4])\s+fois\s+par\s+semaine|(?:ein|zwei|drei)mal\s+(?:pro|die|in\s+der)\s+woche)",
    r"[^.;\n]{0,60}?\b(?:(?:part|half|some|most)\s+of\s+(?:the|your)\s+(?:week|time|month)|half\s+(?:the|your)\s+(?:week|time)|(?:some|certain|a\s+few|several)\s+days)\b",
    r"[^.;\n]{0,30}?\b(?:[1-9]|1\d|two|three|four|five|six|eight|ten)\s+days?\s*(?:a|per|each|every|/)\s*month",
)  # fmt: skip
HYBRID_DAYS = any_of(
    rf"{_RANGE}{_DAYS}{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    rf"\b{_RANGE}(?:remote|office|home(?:[\s-]?office)?|in[\s-]office|on-?site|homeoffice|wfh|büro|präsenz)[\s-]*(?:days?|tage?n?)\b|(?<!no\s)(?<!keine\s)\b(?:remote|wfh|home[\s-]?office|in[\s-]office|office|büro|präsenz)[\s-]*(?:days|tagen?)\b|\b(?:once|twice|[1-4]\s?(?:x|×|times))[\s/-](?:a\s+|per\s+|each\s+|every\s+)?week(?:ly)?{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)|\b(?:ein|zwei|drei|vier|[1-4])\s+(?:büro|homeoffice|home-office|präsenz|remote)-?tage?n?\b",
    rf"(?<!to\s)(?<!through\s)(?<!-\s)(?<!–\s)\b(?:mon|tues|wednes|thurs|fri)days?\s+(?:(?:from|at|are)\s+)?{_HOME}(?!\w)",
    rf"(?<!\d)[1-9]\d\s?%\s*(?:of\s+(?:your|the)\s+(?:time|week|work)\s*|(?:deiner|der|ihrer)\s+(?:\w*zeit|woche)\s*|de\s+(?:votre|ton)\s+temps\s*)?(?:in\s+(?:the\s+)?|im\s+|from\s+|en\s+|au\s+|de\s+)?(?:{_HOME}|{_DESK})(?!\w)",
    rf"\b(?:other|remaining)\s+(?:\w+\s+)?(?:days|times?)\b{_GAP}\b{_HOME}",
    r"\b(?:in|at)\s+(?:the|our)\s+(?:\w+\s+)?office\s+(?:on\s+|from\s+|every\s+)?(?:mon|tues|wednes|thurs|fri)days?\b(?!\s*(?:to|through|until|-|–)\s*fri)",
    rf"\b{_DESK}(?!\w)[^.;\n]{{0,40}}?\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri)(?:days?)?\b(?!\s*(?:to|through|until|-|–)\s*fri)(?<!to\sfri)(?<!-\sfri)(?<!-fri)(?<!–\sfri)(?<!through\sfri)(?<!to\sfriday)(?<!through\sfriday)(?<!-\sfriday)(?<!-friday)(?<!–\sfriday)",
    rf"\b(?:every\s+(?:other|second|third)|alternate|alternating)\s+(?:(?:mon|tues|wednes|thurs|fri)?days?|weeks?){_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    rf"\b(?:moitié|half|halb)\b[^.;\n]{{0,12}}?\b(?:{_HOME}|{_DESK})(?!\w)[^.;\n]{{0,15}}\b(?:moitié|half|halb)\b",
    rf"\b(?:mon|tues|wednes|thurs|fri)days?\s*(?:to|through|-|–|and|&|,)\s*(?:mon|tues|wednes|thurs)days?\b{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    r"\bcommut(?:e|ing)\s+(?:in)?to\s+[^.;\n]{0,30}?(?:\b(?:once|twice|(?:two|three|four|[1-4])\s+times)\s+(?:a|per|each|every)\s+week|\b(?:one|two|three|four|[1-4])\s+days)\b",
    rf"\bweekly\s+(?:\w+\s+)?day\b{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    r"\b[1-4]\s?j(?:ours?)?\s*(?:/|par)\s*sem",
    rf"\b(?:[1-9]|1\d|two|three|four|five|six|eight|ten)\s+days?\s*(?:a|per|each|every|/)\s*month{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    rf"\b{_HOME}(?:{'|'.join(_DAYS_AFTER_HOME)})",
    rf"\b(?:{_HOME}|{_DESK})(?!\w)(?:{'|'.join(_DAYS_AFTER_EITHER)})",
)  # fmt: skip
HYBRID_PHRASE = any_of(
    rf"\b(?:partial(?:ly)?|part(?:ly)?|part[\s-]time|semi|ad[\s-]hoc|occasional(?:ly)?|sometimes|some|limited|flexible|teilweise|partiel(?:lement)?|ponctuel|anteilig\w*|gelegentlich\w*|regelmäßig\w*|zeitweise|(?:tage|stunden|wochen)weise)[\s-]+(?:arbeit\w*\s+im\s+|im\s+|from\s+|at\s+)?(?:{_HOME}\b|telecommut\w+|work(?:ing)?\s+(?:from\s+home|remotely)|mobil\w*\s+arbeit\w*)",
    r"\b(?:remotely?|from\s+home|telework)\s+(?:when|whenever|if|as|where)\s+(?:\w+\s+){0,4}?(?:permits?|permitted|allows?|allowed|needed|appropriate)\b|\btélétravail\s+(?:partiel|ponctuel|occasionnel|possible|hybride|flexible|régulier)|\btravail\s+hybride|\bau\s+bureau[^.;\n]{0,40}\b(?:chez\s+vous|télétravail|domicile)",
    r"\b(?:mix|mixture|combination|blend|balance|split|mischung|kombination|mélange|alternance)\s+(?:of|between|aus|von|de|entre)\s+[^.;\n]{0,30}?(?:remote|office|in[\s-](?:office|person)|on-?site|home|büro|bureau|domicile|télétravail|distanciel|présentiel)",
    r"\boffice\b[^.;\n]{0,20}\b(?:mon|tues?|wed|wednes|thu|thurs?|fri)(?:days?)?\b[^.;\n]{0,20}\b(?:home|remote)\b|\b(?:home|remote)\b[^.;\n]{0,20}\b(?:mon|tues?|wed|wednes|thu|thurs?|fri)(?:days?)?\b[^.;\n]{0,20}\boffice\b",
    rf"\b(?:part|parts|some|half|portion|ein\s+teil|teile|une\s+partie)\s+(?:of|der|deiner|ihrer|de|du)\s+(?:(?:the|your|le|la|votre)\s+)?(?:\w+\s+)?(?:work|tasks?|duties|role|job|time|hours|arbeit\w*|aufgaben|tätigkeit\w*|travail|missions|temps)\b[^.;\n]{{0,40}}?\b{_HOME}\b",
    r"\b(?:combin|mix|blend|alternat)\w*\s+(?:\w+\s+){0,3}(?:office|home|remote|on-?site)\b",
    r"\bwork\w*\s+between\s+(?:your\s+|the\s+)?(?:home|[^.;\n]{1,30}\s+and\s+(?:your\s+)?home)\b",
    r"\b(?:split|divide|alternate|share)[ds]?\s+(?:your\s+|their\s+|the\s+)?(?:time|week|work\w*)?\s*between\s+[^.;\n]{0,40}(?:home|remote|office|site)",
    r"\b(?:home[\s-]?office|ortsunabhängig\w*|remote)\b[^.;\n|]{0,40}?\b(?:teilweise|tageweise|anteilig|(?:nach|in)\s+(?:\w+\s+)?absprache)|\bhome[\s-]?office[\s-]*(?:möglich\w*|anteil|option\w*|regelung\w*|tage?n?\b|nach\s+(?:absprache|einarbeitung)|und|angebot)|\bmobile[snm]?\s+arbeiten?\b|\bmobil\s+(?:zu\s+)?arbeiten\b|\bmobile\s+office\b|\bmöglichkeit\w*\s+(?:zum|auf|zu|von|für)\s+(?:home[\s-]?office|mobil\w+)|\btelearbeit\b",
)  # fmt: skip
HYBRID_BOTH = any_of(
    r"\bhome[\s-]?office\s+(?:und|oder)\s+(?:im\s+|in\s+)?(?:unser\w*\s+)?(?:büro|office)",
    rf"\boffice\s+or\s+(?:{_FULLY}\s+)?(?:remotely|from\s+home|at\s+home)\b",
    r"\bzu\s?hause\s+(?:und|oder|/)\s+(?:im\s+)?(?:büro|office)\b|\b(?:büro|office)\s+(?:und|oder)\s+(?:von\s+)?zu\s?hause\b|\bbureau\s*(?:/|et|ou|&)\s*télétravail\b|\btélétravail\s*(?:/|et|ou|&)\s*bureau\b",
    r"\b(?:remote|home)\s*,\s*(?:(?:the|your|our)\s+)?(?:\w+\s+)?office\b|\boffice\s*,\s*(?:(?:at|from)\s+)?(?:home|remote)\b|\b(?:remote|home)\s*(?:and|/|&|\+|und|or|oder)\s*(?:in[\s-])?(?:on-?site|office|hybrid)\b|\b(?:on-?site|office|büro|hybrid)\s*(?:and|/|&|\+|und|or|oder)\s*(?:(?:im|in|at|from)\s+)?(?:remote|home(?:[\s-]?office)?)\b",
)
HYBRID_WORD = any_of(
    r"\b(?:mode|postes?|contrat|rythme|format|organisation|travail\w*|modèle|est|sera|en)\s+(?:de\s+travail\s+)?hybride\b|^\W*hybride\W*$|\bhybride[snrm]?\s+(?:\w*arbeit\w*|modell\w*|stelle|position|büro|poste)|\barbeit\w*\s+(?:\w+\s+){0,3}hybrid\b",
    r"\bhybrid(?=[\s-]+(?:(?:[\w-]+\s+){0,2}(?:role|position|schedule|job|opportunit\w+|arrangement|work(?:ing|place|force)?\b|contract)"
    r"|(?:office\s+|team\s+)?(?:model\b|setting|office|team|options?|polic\w+|set-?up|location|is\b|basis|flex\w*|mode\b|days?|pattern|approach|fashion|way\b|format|manner|capacity|structure|split|week|routine|rhythm|culture|company|remote|on-?site|in\b|from\b|with\b|at\b|out\s+of|(?:and|or)\b(?!\s+(?:\w+ly\s+)?\w+\s+\w+s\b)|so\b|\d|-\s)))",
    r"\bhybrid\b(?=\s*(?:[.,;:!)(/|–]|-(?!\w|\s+(?:und|oder|et)\b)|$|und\b|oder\b|zwischen|(?:zu\s+)?arbeit\w*))|\bhybride\s+werk\w*|\bwerk\w*\s+hybride\b|\bwork(?:s|ing)?\s+hybrid\b|\bblended\s+work\w*",
)  # fmt: skip
BOTH_MEANS_VISITS = any_of(
    r"\b(?:gave\s+up|closed)\s+(?:our|the|all)\b|\b(?:kundentermin\w*|dienstreise\w*|gelegentlich\w*|occasionnel\w*|ponctuel\w*|déplacements?|occasional(?:ly)?|visits?|trips?|travel\w*|retreats?|quarterly|(?:once|twice|times)\s+(?:a|per|each|every)\s+(?:month|quarter|year)|if\s+you\s+(?:like|prefer|want)|whenever\s+you|as\s+you\s+(?:like|wish|please)|optional\w*|don['’]t\s+have|no\s+office|without\s+an?\s+office|co-?working)\b"
)
REMOTE_SURE = any_of(
    rf"\b{_FULLY}[\s,-]*(?:im\s+|en\s+|from\s+|a\s+)?(?:(?!home\b(?![\s-]?office)){_HOME}|home[\s-](?:based|working)|(?:from|at)\s+home|work(?:ing)?[\s-](?:from|at)[\s-]home|distributed|virtual)\b|\b(?:remote|télétravail|home[\s-]?office)\s*[(:-]?\s*(?:à\s+|zu\s+)?(?:100\s?%|complet|total|intégral)",
    r"\bour\s+(?:\w+\s+)?distributed\s+team\s+(?:works|lives)\b|\b(?:done|performed)\s+from\s+(?:anywhere|wherever)\b|\b(?:based|located|live|resid\w+|sit|hir(?:e|ing)|arbeite\w*)\s+(?:\w+\s+)?(?:from\s+|von\s+)?(?:anywhere|wherever|überall)\b|\b(?:can|may|could)\s+be\s+anywhere\b|\bvon\s+überall\b|\bwork(?:s|ing)?\s+(?:from\s+)?wherever\b|\bremote[\s-](?:first|only)\b|\bwork(?:ing)?\s+(?:remotely\s+)?from\s+anywhere\b|\bin\s+full\s+remote\b|\bremote\s*[-–]?\s*(?:deutschland|europa|welt|bundes)weit\w*",
    r"\bwork(?:s|ing)?[\s-](?:from|at)[\s-]home\s+(?:full[\s-]time|every\s+day|permanently|position|role|job|opportunit\w+)",
)
REMOTE = any_of(
    r"\bremote[\s-]+(?:work\w*|jobs?|roles?|positions?|opportunit\w+|friendly|eligible|based|contract|options?|within|in\s+(?:the\s+)?(?:us|usa|uk|eu|canada|india|germany|europe|emea)|from|us\b|usa\b|uk\b|canada\b|employees?|environment|setting|candidates?|team|ok\b|okay\b|arbeit\w*|möglich|company|culture|full[\s-]time)",
    r"\b(?:this|role|position|job|work|is|are|be|being|or|opportunity|location|type|arrangement|setting|workplace|it['’]s|as\s+an?|for\s+an?|hiring\s+an?|seeking\s+an?|100%|einsatz|tätigkeit|mission|poste|puesto|trabajo|lavoro|werk)\s*[:\-–,]?\s*(?:\w+\s+)?remote(?:ly)?\b",
    r"\b(?:work(?:ing|s|ed)?|hir(?:e|ing)|operate|based|perform\w*|done|collaborate|job|carried\s+out|live\s+and\s+work)\s+(?:\w+\s+){0,2}remote(?:ly)?\b|\bremotely\s+(?:from|in|anywhere|within|or)\b|\bremote\s+(?:in|aus|von|innerhalb|ausgeübt|arbeiten|werken)\b",
    r"\bfull[\s-]time,?\s+remote\b|[(\[|/,;–-]\s*remote\b|\bremote\s*[)\]|.!;]|^\W*remote\b|\bremote\W*$|\b(?:and|otherwise)\s+remote(?:ly)?\b(?!\s+\w+(?:ing|s)\b)",
)
AT_HOME = any_of(r"\b(?:at|from)\s+home\b")
# The same without the word.
HOME = any_of(
    r"\bwork\s+(?:(?:when|how)\s+and\s+)?where(?:ver)?\s+you\s+(?:want|like|please|prefer|choose)\b|\b(?:made|taken|handled|done|performed)\s+from\s+home\b|\bwork(?:ing|s)?[\s-](?:(?!away|back|with)\w+\s+){0,2}?(?:from|at)[\s-](?:(?:your|their|our|my)\s+)?(?:own\s+)?(?:(?:desk|place)\s+at\s+)?homes?\b|\bwork\w*\s+(?:\w+\s+)?virtually\b|\bwfh\b|\btelecommut\w+|\btelework\w*|\bwork[\s-]at[\s-]home\b|\bfrom\s+(?:your|their|the\s+comfort\s+of\s+your)\s+(?:own\s+)?(?:home(?!\s+base)|residence|house|living\s+room|kitchen(?:\s+table)?|couch|sofa)\b|\bvon\s+zu\s?hause\s+(?:aus\s+)?arbeit\w*|\barbeit\w*\s+(?:\w+\s+){0,3}von\s+zu\s?hause\b|\b(?:job|role|position|tasks?|duties)\s+(?:\w+\s+){0,2}from\s+home\b|\btravail\w*\s+(?:\w+\s+)?(?:de|depuis)\s+chez\s+vous\b|\b(?:de|depuis|à)\s+(?:votre|ton|son)\s+domicile\b",
    r"\bhome[\s-]?working\b|\bvon\s+zu\s?hause\b(?!\s+aus\s+(?:bestell|einkauf|buch))|\bhome[\s-]based\b(?!\s+(?:care|services?|support|therap|program))|\bdepuis\s+chez\s+vous\b|\byour\s+(?:own\s+)?home\s+(?:is|becomes|as)\s+(?:your|the)\s+(?:work\s?place|office)\b|\bbased\s+(?:at|from)\s+(?:your\s+)?home\b|\bfreie\s+wahl\s+des\s+arbeits\w+|\barbeitsort\s+(?:ist\s+)?frei\s+wählbar|\bchoose\s+where\s+(?:you|to)\b|\bortsunabhängig\w*|\btélétravail\b|\bteletravail\b|\b(?:poste|travail\w*|emploi|mission|entièrement)\s+(?:\w+\s+)?à\s+distance\b|\bhome[\s-]?office\b|\b(?:role|position|job|team|work|company|newsroom)\s+(?:is|will\s+be)\s+virtual\b|\bvirtual\s+(?:role|position|office|opportunity|job)\b|\bwe(?:['’]re|\s+are)\s+an?\s+(?:\w+\s+)?virtual\s+\w+|\blive\s+(?:where|anywhere)\b|\bwhere\s+you\s+live\b|\b(?:from|in)\s+any\s+(?:location|place|country|city)\b|\bfrom\s+(?:almost\s+|just\s+about\s+)?anywhere\b|\banywhere\s+in\s+(?:the\s+(?:world|us|uk|eu|country|state)\b|(?-i:[A-Z])\w+)|\bwherever\s+you\s+(?:like|want|are|open|feel|happen|choose|prefer|live)\b|\bn['’]importe\s+où\b|\bhir\w+\s+(?:\w+\s+){0,2}(?:all\s+over|worldwide|globally|around\s+the\s+world)|\b(?:never|no\s+need\s+to|no\s+more|no|not|without|skip|forget|zero|ditch|avoid|n['’]t)\s+(?:\w+\s+){0,3}?commut(?:e|es|ing)\b(?!\s+(?:distance|time|benefits?|reimburs\w+|allowance|subsid\w+|costs?|to\b))|\b(?:gave\s+up|got\s+rid\s+of|ditched|closed)\s+(?:all\s+)?(?:our|the)\s+(?:\w+\s+)?offices\b(?!\s+in)|\b(?:do|does)(?:n['’]t|\s+not)\s+have\s+(?:an?|any)\s+(?:\w+\s+)?offices?\b|\b(?:no|without\s+an?)\s+(?:physical\s+|central\s+)?offices?\s*[.:,;]|\bnot\s+tied\s+to\s+(?:a|any|one)\s+(?:place|location|office)|\bno\s+matter\s+where\s+you|\bregardless\s+of\s+(?:your\s+)?(?:location|where\s+you)|\blocation[\s-](?:independent|agnostic)|\bwork\w*\s+from\s+any\s+\w+|\bwo\s+(?:du|sie|ihr)\s+(?:willst|wollt|möchte\w*)|\boù\s+(?:vous|tu)\s+(?:voule\w+|veux|souhaite\w*)|\bwhere\s+you\s+(?:want|like)\s+to\s+(?:live|work)\b",
)
# The rarer ways of the same, each with a word it cannot do without.
ONSITE_TOLD_HINTS = (
    "you", "cannot", "unable", "unwilling", "can't", "can’t", "headquarters", "hq", "presence", "attendance", "anwesen", "gebunden", "physically",
    " office ", "sits ", "itself ", "desk is", "role is", "role will", "position is", "position will", "job is", "job will", "place of work", "workplace", "post is", "one is", "work is", "takes place",
)  # fmt: skip
ONSITE_TOLD = any_of(
    rf"(?:\b(?:this|the|all|your)\s+(?:\w+\s+)?|^\W*)(?:role|position|job|post|one|work|desk)\s+(?:itself\s+)?(?:sits|is|will\s+be|takes\s+place|happens)\s+(?:(?:performed|done|carried\s+out|conducted)\s+)?(?:\w+\s+)?(?:based\s+|located\s+)?(?:at|in|on|out\s+of)\s+(?:the|our)\s+(?:[\w'’.-]+\s+){{0,3}}?{PLACE}\b",
    rf"\b(?:place\s+of\s+work|workplace|work\s+location)\s+(?:is|will\s+be)\s+(?:at\s+|in\s+)?(?:our|the)\s+(?:[\w'’.-]+\s+){{0,3}}?{PLACE}\b",
    r"\b(?:cannot|can['’]t|unable\s+to|unwilling\s+to)\s+(?:\w+\s+){0,3}?(?:on[\s-]?site|in[\s-]person|office)\b|\ban?\s+office\s+(?:role|job|position)\b|\bfull\s+(?:\w+[\s-])?presence\b|\bphysically\s+present\b|\bortsgebunden\w*|\b(?:office|site)\s+attendance\s*[:=]?\s*100\s?%|\banwesenheitspflicht\b|\b(?:erforder\w+|verlang\w+|tägliche[rsn]?|ständige[rsn]?|setzt)\s+(?:\w+\s+){0,3}?(?:anwesenheit|präsenz)\b|\banwesenheit\s+(?:\w+\s+){0,6}?(?:erforderlich|notwendig|vor\s+ort)\b|\byou(?:['’]ll|\s+will|['’]re|\s+are)?\s+(?:\w+\s+)?(?:sit|sitting|be\s+(?:based|located|seated|working)|based|work)\s+(?:\w+\s+){0,3}?(?:at|in|from|out\s+of)\s+(?:the|our)\s+(?:\w+\s+){0,3}?(?:office|headquarters|hq|campus|plant|facility|warehouse|store|site|studio|labs?|laboratory|showroom|clinic)\b",
    r"\b(?:headquarters|office|campus|hq)\W+where\s+you(?:['’]ll|\s+will)?\s+(?:\w+\s+)?(?:sit|be|work)\b|\bdaily\s+(?:\w+\s+)?(?:presence|attendance)\b|(?:\b(?:on[\s-]?site|in[\s-]office|office|in[\s-]person|physical)\s+(?:presence|attendance)|\b(?:presence|attendance)\s+(?:in|at)\s+(?:the|our)\s+(?:\w+\s+){0,2}?office)\s+(?:\w+\s+){0,4}?(?:required|mandatory|essential|compulsory|obligatory|every\s+day)\b",
)
ONSITE = any_of(
    r"\bwfo\b|\bwork(?:ing|s)?[\s-]+(?:from|out\s+of)[\s-]+(?:the\s+|our\s+)?(?:(?!home)\w+\s+)?office\b|\b(?:role|position|job|post)\s+(?:is|will\s+be)\s+(?:based|located)\s+(?:at|in)\s+our\s+(?:(?!home\b)[\w'’.-]+\s+){0,3}?(?:facility|site|plant|office|campus|headquarters|store|clinic|lab|laboratory)\b|\b(?:in[\s-](?:office|person)|office[\s-]first)\s+(?:company|culture|team|environment|work\w*|schedule)",
    r"\b(?:fully|100\s*%|strictly|must\s+(?:be|work)|required\s+to\s+(?:be|work)|requires?\s+you\s+to\s+work|work\w*(?:\s+(?:together|side\s+by\s+side))?|role|position|job|type|location|located|performed|done|carried\s+out|conducted|takes?\s+place|setting|employees?|is|are|be|entirely|this|present)\s*[:\-–]?\s*(?:is\s+)?(?:fully\s+|100\s*%\s+|an?\s+)?(?:on[\s-]?site|in[\s-](?:the\s+)?office|in[\s-]person|on\s+location|on\s+campus|on\s+(?:the\s+|our\s+)?premises)\b",
    r"[(\[|/–-]\s*(?:on[\s-]?site|in[\s-]office|in[\s-]person)\b|,\s*(?:on[\s-]?site|in[\s-]office|in[\s-]person)\s*(?:$|[.;)\]|])|^\W*(?:on[\s-]?site|in[\s-]office|in[\s-]person)\b|\bin[\s-](?:studio|store|clinic|shop|branch|lab)\s+(?:role|position|job|only)\b|\bon[\s-]?site\s+(?:role|position|job|work|only|presence|required|\d+\s*%)|\b(?:in[\s-]office|in[\s-]person)\s+(?:role|position|job|only|required|presence)|(?<!home\s)(?<!home-)\b(?:office|site)[\s-]based\b|\bbased\s+(?:full[\s-]time\s+)?(?:in|at)\s+(?:the|our)\s+(?:\w+\s+)?office\b",
    r"\b(?:work|job|duties)\s+(?:is|are|will\s+be|must\s+be)\s+(?:\w+\s+)?on[\s-]?site\b|\bon[\s-]?site\s+(?:from|every|daily|full)\b|\bvor-ort-(?:präsenz|tätigkeit|arbeit|einsatz|job)\w*|\b(?:erforder\w+|verlang\w+|100\s?%)\s+präsenz\b|\bpräsenz\w*\s+(?:erforderlich|notwendig|erwünscht)|\bprésence\s+(?:\w+\s+)?(?:sur\s+site|au\s+bureau)",
    r"\b(?:arbeit\w*|tätigkeit\w*|stelle|einsatz|ausschließlich|findet|position|job|präsenz)\s+(?:\w+\s+){0,2}vor\s+ort\b|^\W*(?:nur\s+|ausschließlich\s+)?vor\s+ort\b|\b(?:nur|ausschließlich)\s+vor\s+ort\b|\bvor\s+ort\s+arbeit\w*|\bvollzeit\s+(?:im\s+büro|vor\s+ort)\b|\bpräsenz(?:pflicht|arbeit|tätigkeit|stelle|job)|\bpräsenz\s+(?:im|vor)\b|\bin\s+präsenz\b|\ben\s+présentiel\b|\b(?:ausschließlich|nur|only|exclusively|full[\s-]?time|every\s+day|uniquement|exclusivement)\s+(?:in|at|from|im|au|dans|à)\s+(?:(?:unserem|the|our|nos|notre)\s+)?(?:\w+\s+){0,2}?(?:büro|office|bureaux?)\b|\bprésentiel\s+(?:obligatoire|uniquement)|\b100\s*%\s+(?:vor\s+ort|sur\s+site|présentiel|au\s+bureau|im\s+büro|in[\s-](?:the\s+)?office)|\b(?:travail\w*|poste)\s+(?:[\wàé]+\s+){0,3}sur\s+site\b",
)
ONSITE_WORD = any_of(
    r"\bwfo\b|\bim\s+büro\b|\bau\s+bureau\b|\bon[\s-]?site\b|\bin[\s-](?:the\s+)?office\b|(?<!home\s)(?<!home-)\boffice[\s-]based\b|\bin[\s-]person\b|\bvor\s+ort\b|\bsur\s+site\b|\bprésentiel\b|\b(?:the|our)\s+(?:\w+\s+)?office\b|\bour\s+(?:\w+\s+)?(?:hub|campus|studio)\b"
)
# As a place it can only mean this.
EVERYWHERE = any_of(r"^\W*(?:worldwide|world[\s-]wide|everywhere|weltweit|monde\s+entier)\W*$")
REMOTE_WORD = any_of(
    r"\bremote(?:ly)?\b|\bwfh\b|\bwork(?:ing)?[\s-](?:from|at)[\s-]home\b|\btelework\w*|\btelecommut\w*|\bhome[\s-]?office\b|\banywhere\b|\bt[ée]l[ée]travail\b|\bhome[\s-]based\b|\bortsunabhängig\b|[(\[-]\s*virtual\b|\bvirtual\s+(?:assistant|position|role|tutor|teacher)|^virtual$|\bà\s+distance\b"
)
