"""How English, German and French postings say that work is remote, hybrid or on site, and what only sounds like it."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from typing import Literal

RemoteType = Literal["remote", "hybrid", "onsite"]


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(patterns), re.IGNORECASE)


# A sentence without one of these says nothing; looking for them all at once costs a hundredth of the patterns.
NEEDLES = (
    "remote", "hybrid", "onsite", "on-site", "on site", "site-based", "office", "home", "wfh", "wfo", "telecommut", "telework", "in person", "in-person", "virtual", "distributed",
    "anywhere", "any location", "any place", "from any", "wherever", "where you", "tied to", "all over", "worldwide", "globally", "agnostic", "independent", "any state", "matter where", "regardless of", "wo du", "wo sie", "wo ihr", "où vous", "#li-",
    "work location", "workplace", "on location", "überall", "mobile", "mobil ", "vor ort", "vor-ort", "ortsunabh", "büro", "präsenz", "arbeitsort", "zu hause", "zuhause", "einsatzort",
    "télétravail", "teletravail", "présentiel", "distanciel", "à distance", "sur site", "chez vous", "bureau",
)  # fmt: skip
# What a pattern cannot do without.
REMOTE_HINTS = (
    "remote",
    "home",
    "wfh",
    "tele",
    "télé",
    "distan",
    "virtual",
    "anywhere",
    "live",
    "want to",
    "ortsunab",
    "hause",
    "distributed",
    "wherever",
    "where you",
    "überall",
    "chez",
    "mobil",
    "any loc",
    "any pla",
    "any c",
    "all over",
    "worldwide",
    "globally",
    "tied to",
    "no office",
    "office.",
    "independent",
    "agnostic",
    "matter where",
    "regardless",
    "any s",
    "wo ",
    "où ",
)
ONSITE_HINTS = (
    "site",
    "person",
    "office",
    "wfo",
    "vor-ort",
    "vor ort",
    "präsenz",
    "présentiel",
    "location",
    "büro",
    "bureau",
)
DAYS_HINTS = ("day", "week", "time", "occasion", "2j", "j/", "j /", "sem", "tag", "jour", "%", "daily", "full")
HYBRID_HINTS = (
    "part", "occasion", "some ", "flexible", "teilweise", "ponctuel", "anteil", "gelegentlich", "tageweise", "absprache", "travail", "bureau", "mix", "misch", "combin", "blend",
    "balance", "split", "kombination", "mélange", "alterna", "between", "divide", "share", "möglich", "option", "regelung", "mobil", "telearbeit", "tage", "mon", "tue", "wed", "thu",
    "homeoffice", "home-office", "home office",
)  # fmt: skip
AWAY_HINTS = ("remote", "tele", "home")
THING_HINTS = ("remote", "virtual", "site", "person")
NEGATION_HINTS = (
    "not", "n't", "n’t", "no ", "no-", "non", "never", "nor ", "neither", "without", "unable", "ineligible", "unavailable", "prohibited", "kein", "nicht", "weder", "ausgeschlossen", "pas",
    "sans", "aucun", "interdit", "exclu", "impossible",
)  # fmt: skip

_NUMBER = r"(?<![\d.,:])(?:[1-4](?![\d.,:%])|one|two|three|four|eine?n?|einem|zwei|drei|vier|une?|deux|trois|quatre)\b"
_RANGE = (
    rf"{_NUMBER}(?:\s*(?:-|–|to|or|bis|oder|à|ou)\s*(?:[1-5]|two|three|four|five|zwei|drei|vier|trois|quatre)\b)?\+?\s*"
)
_DAYS = r"(?:x\s+|full\s+|work(?:ing)?\s+|whole\s+|feste\s+)?(?:week)?(?:days?|tage?n?|jours?)\b"
_HOME = r"(?:home(?:[\s-]?office)?|homeoffice|remote(?:ly)?|wfh|telework(?:ing)?|télétravail|distanciel|à\s+distance|chez\s+vous|von\s+(?:zu\s?hause|daheim)|mobil(?:e[snm]?)?\s+arbeit\w*|mobil\b)"
_DESK = r"(?:(?:the|our|your|an?)\s+(?:[\w-]+\s+){0,2}?office|in[\s-]office|office|on[\s-]?site|in[\s-]person|com(?:e|ing)\s+in(?:to)?|(?:at|on|in|from)\s+(?:the|our|a)\s+(?:\w+\s+)?(?:site|campus|hq|headquarters|studio|desks?|premises)|büro|vor\s+ort|präsenz|bureau|sur\s+site|présentiel|campus|hq)"
_GAP = r"[^.;\n]{0,40}?"
_FULLY = r"(?:100\s?%|fully|full|entirely|completely|permanent(?:ly)?|purely|exclusively|totally|truly|vollständig|komplett|ausschließlich|dauerhaft|zu\s+100\s?%(?:\s+\w+)?|entièrement|totalement|complètement|intégralement)"
_NEGATION = r"(?:not|no|non|neither|\w+n['’]t|cannot|never|nor|without|unable\s+to|ineligible\s+for|kein\w*|nicht|weder|pas|sans|aucun\w*)"
_THINGS = r"(?:interviews?|onboarding|trainings?|orientation|meetings?|events?|workshops?|sessions?|appointments?|visits?|consultations?|support|assistance|courses?|class(?:es)?|lessons?|diagnos\w+|maintenance|services?|audits?|inspections?|surveys?|demos?|demonstrations?|presentations?|installations?|repairs?|conferences?|examinations?|care)"

_REMOTE_THINGS = (
    r"sens\w+|controls?|controlled|monitor\w+|patients?|desktops?|access\w*|areas?|sites?|communit\w+|villages?|regions?|locations?(?!\s*[:(])|islands?|servers?|procedures?|repositor\w+|deposit|learning|start\w*|vehicles?|operations?\s+cent\w+|devices?"
    r"|interpret\w+|data|database|pilot\w*|method|execution|code|hosts?|machines?|systems?|equipment|chance|possibility|users|customers|clients|teams\s+(?:across|in|of)|offices?|colleagues|coworkers|stakeholders|employees(?!\s+(?:are|may|can))|workers|staff"
    rf"|sales\s+calls|assets|sensors|login|connect\w*|{_THINGS}|\w+\s+{_THINGS}(?!\s+(?:\w+\s+)?(?:agent|rep|representative|specialist|engineer|manager|advis[oe]r|associate|technician|assistant|officer|role|position|job)s?\b)"
)
_HYBRID_THINGS = (
    r"clouds?|multi|vehicles?|cars?|trucks?|electric|engines?|power\w*|mobile|apps?|applications?|infrastructures?|it\b|environments?|networks?|identity|architectures?|systems?|platforms?|data|deployments?|integrations?|seeds?|corn|maize|rice|methodolog\w+|agile|solutions?"
    r"|exchange|azure|aws|search|ai\b|threats?|bikes?|warfare|bonds?|securities|funds?|molecul\w+|circuits?|rockets?|propulsion|learning|technolog\w+|courses?|events?|identities|storage|drives?|batter\w+|grass|algorithms?|modell?ing"
)
_JOB = r"(?:work\w*|(?:employees|workers|people|staff)\s+(?:are|may|can|will|welcome)|roles?|positions?|jobs?|opportunit\w+|basis|contracts?|arrangements?|settings?|schedules?|employment|vacanc\w+|posts?|gigs?|assignment|presence|attendance|collaboration|days?|weeks?|time|hours|models?|environment|culture|company|business|options?|polic\w+|status|type|friendly|first|only|eligible|based|flexib\w+|candidates?|applicants?|hires?|teams?|full|part|home|office|hybrid|optional|possible|available|allowed|ok|okay|preferred|required|mandatory|considered|acceptable|accepted|welcome|anywhere|arbeit\w*|möglich\w*|tage?n?)"
_SMALL_WORD = r"(?:in|from|within|with|for|and|or|but|at|as|by|on|to|of|if|is|are|has|was|will|can|may|must|not|isn|unless|while|so|because|since|that|you|we|i|it|this|the|a|an|across|over|during|until|after|about|who|which|where|when|us|usa|uk|eu|one|two|three|four|five|twice|once|up|per|each|every|also|too|either|most|some|all|our|your|daily|currently|only|otherwise|however|though|please|now|worldwide|globally|then|when|than|oder|und|aus|von|innerhalb|mit|bei|ist|wird|im|auf|zu|an|et|ou|en|dans|depuis|partout|avec|est|pour|à|de|sind)"
_PERSON = rf"(?:(?!{_SMALL_WORD}\b)[\w-]+\s+){{0,3}}?\w+(?:er|or|ist|ant|ian|ive|ate)s?\b(?=\W*(?:$|[.,;:!?()])|\s+(?:to|for|who|with|in|and|that|on|at|of|you|wanted|needed)\b)"
# In a sentence such a word before a thing tells of the thing ("remote weather stations", "on-site meals"), unless that is work or who does it.
OF_A_THING = _any(
    rf"(?<!\bas\sa\s)(?<!\bfor\sa\s)(?<!\bseeking\sa\s)(?<!\bhiring\sa\s)(?<!\bhire\sa\s)(?<!\bneed\sa\s)\b(?:remote|virtual|on[\s-]?site|in[\s-]person)[\s-]+(?=(?-i:[a-zà-ü]))(?!{_SMALL_WORD}\b)(?!(?:(?!{_SMALL_WORD}\b)[\w-]+\s+){{0,3}}?{_JOB}\b)(?!{_PERSON})",
    rf"\bremote[\s-]work(?:ing)?\s+(?=(?-i:[a-zà-ü]))(?!{_SMALL_WORD}\b|(?:\w+\s+)?{_JOB}\b)\w+",
)
# What only sounds like it, each kind with a word it cannot do without.
DECOYS = (
    (("remote",), _any(
        rf"\bremote[\s-]+(?:{_REMOTE_THINGS})",
        r"\b(?:tv|managing|manage|lead|leading|supervis\w+|support\w*|with|our)\s+(?:\w+\s+){0,2}remote\s+(?:teams?|employees|staff|workers|users|offices?|colleagues|members)\b(?!\s+(?:spans?|works?|is|are))",
        r"\b(?:monitor\w*|controll?\w*|connect\w*|access\w*|troubleshoot\w*|diagnos\w+|resolv\w+|assist\w*|repair\w*|lock\w*)\s+(?:\w+\s+){0,4}remotely|\bremotely\s+(?:sensed|interested|close|similar|controlled|operated|access\w*|monitor\w*|manag\w+|assist\w*)",
        r"\bremote\s+(?:in\s+)?(?:in\s?to)\b",
        r"\bremote[\s-]work(?:ing)?\s+(?:tools?|software|solutions?|platforms?|technolog\w+|products?|market|apps?|trends?)\b",
        r"\bremote(?:[\s-]work)?\s+(?:equipment|set-?up|stipend|allowance|budget)\b[^.;\n]*|\bif\s+you(?:['’]re|\s+are)\s+working\s+remotely",
    )),
    (("remote", "virtual", "hybrid"), _any(
        rf"\b(?:remote|virtual|hybrid|on[\s-]?site|in[\s-]person)(?:(?:,\s*|\s*(?:and|or|/|&|und|et)\s*)(?:remote|virtual|hybrid|on[\s-]?site|in[\s-]person)){{1,2}}\s+(?:\w+\s+)?{_THINGS}\b",
        r"\b(?:remote|hybrid|virtual)(?:[\s-]based)?(?:,\s*|\s*(?:and|or|/|&)\s*)(?:hybrid|remote|office|on-?site|in-?person|field)(?:[\s-]based)?\s+(?:teams|users?|staff|employees|workers|workforces?|colleagues)\b",
        r"\b(?:products?|tools?|software|solutions?|apps?|platforms?|furniture|hardware|equipment|technolog\w+|infrastructure)\s+(?:for|enabling|supporting|that\s+\w+|to\s+\w+)\s+(?:\w+\s+){0,2}(?:remote|hybrid|virtual)\b[^.;\n]*",
        r"\b(?:writ|draft|develop|advis|creat|design|shap|maintain)\w*\s+(?:\w+\s+){0,4}(?:polic(?:y|ies)|guidelines|guidance|strateg(?:y|ies)|contracts?)\s+(?:for|on|about|around)\s+(?:\w+\s+){0,2}(?:remote|hybrid|tele)[^.;\n]*",
    )),
    (("remote", "site", "person", "virtual"), _any(
        rf"\b{_THINGS}\s+(?:(?:is|are|will|be|may|can|held|done|provided|offered|conducted|to|for|with|of|our|and|the|customers|clients|take|takes|place)\s+){{1,5}}(?:fully\s+)?(?:remote(?:ly)?|on[\s-]?site|in[\s-]person|virtual(?:ly)?|online)\b"
    )),
    (("hybrid",), _any(
        rf"\bhybrid[\s-]+(?:{_HYBRID_THINGS})",
        r"\bhybrid\s+(?:and|or|/)\s+(?:multi|public|private|electric|native)[\s-]?\w*|\b(?:multi|public|private|electric|native|cloud|on-prem\w*)[\w\s-]{0,12}(?:and|or|/|,)\s*hybrid\b",
    )),
    (("site", "person", "vor ort", "location"), _any(
        rf"\b(?:on-?site|on\s+site|in-?person)[\s-]+(?:gym|fitness|parking|cafeteria|caf[eé]|restaurant|childcare|daycare|nursery|clinic|health|customer|client|laundry|amenit\w+|medical|canteen|kitchen|massage|generation|waste|safety|{_THINGS})",
        r"\b(?:customers?|clients?|patients?|kunden|events?)['’]?s?\s+(?:on[\s-]?site|in[\s-]person|vor\s+ort)|\bvor\s+ort\s+(?:beim|bei\s+(?:den\s+|unseren\s+)?)\s*kund\w+|\b(?:ansprechpartner\w*|team|kollegen|betreuung|kantine)\s+vor\s+ort|\bon\s+location\s+(?:shoots?|filming)",
    )),
    (("home", "days of", "wfh"), _any(
        r"\bhome\s+(?:health|care|depot|office\s+(?:located|in|is|supplies|furniture|bonus)|improvement|page|loans?|visits?|internet|goods|appliances?|security|owner\w*|buyer\w*|screen|insurance)"
        r"|\b(?:corporate|nursing|care|funeral|mobile|new|their|patients?['’]?s?|clients?['’]?s?)\s+homes?\b|\b(?:our|corporate|british|uk)\s+home\s+office\b|\btake[\s-]home\b|\b(?:within|in|after)\s+[\w-]+\s+(?:business\s+|working\s+)?days\s+of\b[^.;]*"
        r"|\b(?:wfh|home[\s-]?office)\s+(?:equipment|set-?up|stipend|allowance|budget)\b[^.;\n]*"
    )),
    (("office",), _any(
        r"\b(?:microsoft|ms|back|front|head)[\s-]+office\b|\boffice\s*365|\boffice\s+(?:suite|supplies|software|products|equipment|applications|package|managers?)\b"
    )),
    (("anywhere", "from any", "from home", "remote"), _any(
        r"\b(?:lets?|allow\w*|enabl\w+|help\w*)\s+(?:people|teams|companies|customers|clients|users|organi[sz]ations|business(?:es)?|anyone|others)\s+(?:to\s+)?(?:\w+\s+){0,2}(?:work\w*|collaborat\w+)\b[^.;\n]*",
        r"\b(?:access|control|monitor|connect|shop|order|pay|log|view|read|watch|listen|bank|play|available|manage|reach|relocat|travel|trip|holiday)\w*\b[^.;\n]{0,40}?\b(?:from\s+any(?:where|\s+\w+)|anywhere)\b"
    )),
    (("virtual", "distance"), _any(
        r"\bvirtual\s+(?:machines?|realit\w+|servers?|networks?|desktops?|private|events?|meetings?|wellbeing|gp|workflows?|assistants?(?=\s+(?:software|tools?)))|\bformation\w*\s+à\s+distance(?:\s+(?:et|ou)\s+en\s+présentiel)?|\b(?:long|short|walking|driving|commuting|social)[\s-]distance"
    )),
)  # fmt: skip

# What a line such as "Work Location: In person" or "Remote: No" states outright.
FIELD = re.compile(
    r"(?:^|[\n.;|•*-]\s*|\b)(?P<label>(?:work|job)\s*(?:location|site|type|mode|model|arrangement|setting|style)|workplace(?:\s+type)?|working\s+(?:model|arrangements?|pattern)|location(?:\s+type)?|arbeitsort|arbeitsmodell|arbeitsplatz|einsatzort|standort|lieu(?:\s+de\s+travail)?"
    r"|mode\s+de\s+travail|(?P<yesno>remote(?:\s+(?:work|status|type|job|position|role|eligible|options?|friendly|allowed|possible|available)){0,2}|work(?:ing)?\s+remotely|home[\s-]?office|télétravail|telework(?:\s+eligible)?|telecommut(?:e|ing)|work(?:ing)?\s+from\s+home|wfh))\s*\**\s*(?:[:=?–]|-\s|\n)[\s*:-]*(?P<value>[^\n]{1,60})",
    re.IGNORECASE,
)
FIELD_HYBRID = _any(
    r"^(?:\w+\s+)?hybrid", rf"^(?:up\s+to\s+|bis\s+(?:zu\s+)?|jusqu['’]à\s+|ca\.\s+|max\.?\s+)?{_RANGE}{_DAYS}", r"^(?:partial|partiel|teilweise|occasional|some|flexible)",
    r"^(?:remote|home\w*|on-?site|office)\s*(?:/|&|\+|and|or|und|oder)\s*(?:hybrid|on-?site|office|remote|home|büro)",
)  # fmt: skip
FIELD_REMOTE = _any(
    rf"^(?:{_FULLY}\s*[,-]?\s*)?(?:remote|home[\s-]?office|home|télétravail|work\s+from\s+home|telecommut\w*|anywhere|virtual)\b(?!\s*(?:area|site|communit|sens))"
)
FIELD_ONSITE = _any(
    r"^(?:\w+[\s,-]+)?(?:on[\s-]?site|in[\s-]?person|in[\s-]office|office[\s-]based|sur\s+site|présentiel|vor\s+ort|präsenz)",
)
YES = _any(r"^(?:yes|ja|oui|true|available|y\b|100\s?%|fully|complet|total)")
NO = _any(
    r"^(?:no|none|non|nein|false|not|nicht|keine?|n/a|unavailable|never|n\b)\b(?!\s+(?:\d|only|experience|travel|relocation|degree|commut\w+|phone|weekends?|calls?|visa|sponsor\w*|problem|matter|limit\w*))"
)
HASHTAG = re.compile(r"#li[-_]?(remote|hybrid|on-?site)", re.IGNORECASE)

NOT_FULLY = _any(rf"\b{_NEGATION}\s+(?:an?\s+|be\s+)?{_FULLY}[\s-]*{_HOME}")
BUT_HYBRID = _any(r"\b(?:but|rather|instead|sondern|mais)\s+(?:is\s+|it['’]s\s+|an?\s+)*hybrid")
NOT_HYBRID = _any(rf"\b{_NEGATION}\s+(?:an?\s+|be\s+|remote\s+(?:or|nor)\s+)?hybrid\b")
_AWAY = rf"(?:(?:in\s+the\s+|im\s+)?{_HOME}\b|(?:work(?:ing)?|done|performed)[\s-]+(?:from|at)[\s-]+home|telecommut\w+)"
# Where one of these follows a denial, something else than the place is denied.
_DENIED_ELSE = r"(?:only|need|worry|have|matter|experience|limit\w*|just|commute|offices?|physical|headquarters|require|a\s+problem|an\s+issue|if|when|who)\b"
_CLAUSE_WORD = r"(?:and|but|if|who|that|which|so|because|since|where|we|you|und|aber|wenn|et|mais|si|qui)\b"
DENIED = _any(
    rf"\b{_NEGATION}\b[\s-](?!only\b)(?:(?!{_DENIED_ELSE})[\w'’]+(?:\s|[/-](?=\w))+){{0,5}}?{_AWAY}",
    rf"\b{_AWAY}(?:[\s-]+(?!{_CLAUSE_WORD})[\w'’]+){{0,6}}?(?:\s+|\s*[:=–]\s*)(?:not|no\s+longer|\w+n['’]t|unavailable|impossible|ausgeschlossen|nicht|pas|non(?!-)|never|prohibited|excluded|exclue?|interdit)\b(?!\s+(?:{_DENIED_ELSE}|an?\s(?!option|possib)|hybrid|on-?site|in-?office))",
)
# The same with words that else only sound like remote work: "we cannot accept remote employees".
REFUSED = _any(
    r"\b(?:not|n['’]t|never)\s+apply\b[^.;\n]*\b(?:remote|work(?:ing)?\s+from\s+home|telework)",
    rf"\b{_NEGATION}\s+(?:\w+\s+){{0,2}}?(?:accommodat|offer|support|allow|permit|accept|consider|provid|hir|tak|open|look)\w*\s+(?:\w+\s+){{0,3}}?(?:remote|telework|telecommut|work(?:ing)?[\s-]from[\s-]home)\w*(?!\s+(?:{_THINGS}|access|monitor\w+|desktops?|sites?|areas?|learning))\b",
)
# Nobody has to be there.
FREE_TO_STAY_AWAY = _any(
    rf"\b{_NEGATION}\s+(?:\w+\s+){{0,3}}?(?:requir\w*|need\w*|have|oblig\w*|expect\w*|ask\w*|necessary|mandatory)\s+(?:\w+\s+){{0,3}}?(?:(?:visit|attend|come|be|commute|travel|report|work|go|sit|relocat)\w*\s+)(?:\w+\s+){{0,3}}?(?:offices?|on[\s-]?site)\b(?!\s+(?:every|daily|each|five|all|full))"
)
ALL_DAYS_ONSITE = _any(
    rf"\b(?:5|five|fünf|cinq|alle|every)\s+(?:full\s+|working\s+)?(?:days?|tagen?|jours?)\s*(?:a|per|/|each|of|the|pro|par)?\s*(?:week|woche|semaine)?\s*(?:in|at|from|on|im|au|per|a|week)?\s*(?:the\s+|our\s+)?(?:the\s+)?{_DESK}",
    rf"{_DESK}[\s,:(]+(?:\w+\s+){{0,2}}?(?:(?:5|five|fünf|cinq)\s+{_DAYS}|every\s+(?:work(?:ing)?\s*)?day|daily|monday\s*(?:to|through|-|–)\s*friday|full[\s-]time\b)",
    rf"\bmon(?:day)?\s*(?:to|through|-|–)\s*fri(?:day)?\b[^.;\n]{{0,15}}?{_DESK}(?!\w)",
)

HYBRID_DAYS = _any(
    rf"{_RANGE}{_DAYS}{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    rf"\b{_RANGE}(?:remote|office|home|in[\s-]office|on-?site|homeoffice|wfh|büro|präsenz)[\s-]*(?:days?|tage?n?)\b|(?<!no\s)(?<!keine\s)\b(?:remote|wfh|home[\s-]?office|in[\s-]office|office|büro|präsenz)[\s-]*(?:days|tagen?)\b|\b(?:once|twice|[1-4]\s?(?:x|×|times))[\s-](?:a\s+|per\s+|each\s+|every\s+)?week(?:ly)?{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)|\b(?:ein|zwei|drei|vier|[1-4])\s+(?:büro|homeoffice|home-office|präsenz|remote)-?tage?n?\b",
    rf"\b(?:{_HOME}|{_DESK})(?!\w)[^.;\n,]{{0,40}}?(?:{_RANGE}{_DAYS}|\b(?:once|twice|(?:one|two|three|[1-4])\s+times|[1-4]\s?[x×])\s+(?:a|per|each|every)\s+week)",
    rf"\b{_HOME}\s+(?:(?:on|every|each|am|le|les)\s+)?(?:mon|tues|wednes|thurs|fri)days?\b(?!\s*(?:to|through|-|–)\s*fri)",
    rf"\b{_HOME}\s*[:(-]\s*(?:up\s+to\s+|jusqu['’]à\s+|bis\s+zu\s+)?{_RANGE}{_DAYS}",
    rf"(?<!\d)[1-9]\d\s?%\s*(?:of\s+(?:your|the)\s+(?:time|week|work)\s*|(?:deiner|der|ihrer)\s+(?:\w*zeit|woche)\s*|de\s+(?:votre|ton)\s+temps\s*)?(?:in\s+(?:the\s+)?|im\s+|from\s+|en\s+|au\s+)?(?:{_HOME}|{_DESK})(?!\w)",
    r"\b(?:in|at)\s+(?:the|our)\s+(?:\w+\s+)?office\s+(?:on\s+|from\s+|every\s+)?(?:mon|tues|wednes|thurs|fri)days?\b(?!\s*(?:to|through|until|-|–)\s*fri)",
    rf"\bweekly\s+(?:\w+\s+)?day\b{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    r"\b[1-4]\s?j(?:ours?)?\s*(?:/|par)\s*sem",
    rf"\b(?:{_HOME}|{_DESK})\b[^.;\n]{{0,25}}?\b(?:(?:part|half|some|most)\s+of\s+(?:the|your)\s+(?:week|time|month)|half\s+(?:the|your)\s+(?:week|time)|(?:some|certain|a\s+few|several)\s+days)\b",
    rf"\b{_HOME}\b[^.;\n]{{0,25}}?\b(?:on\s+occasions?|occasionally|at\s+times|from\s+time\s+to\s+time|gelegentlich|ponctuellement)\b",
    rf"\b(?:[1-9]|1\d|two|three|four|five|six|eight|ten)\s+days?\s*(?:a|per|each|every|/)\s*month{_GAP}\b(?:{_HOME}|{_DESK})(?!\w)",
    rf"\b{_HOME}\b[^.;\n]{{0,25}}?\b(?:up\s+to|max\w*\.?|about|bis\s+zu|jusqu['’]à|for)\s+[1-9]\d\s?%",
)  # fmt: skip
HYBRID_PHRASE = _any(
    rf"\b(?:partial(?:ly)?|part(?:ly)?|part[\s-]time|semi|occasional(?:ly)?|sometimes|some|limited|flexible|teilweise|partiel(?:lement)?|ponctuel|anteilig\w*|gelegentlich\w*)[\s-]+(?:{_HOME}\b|telecommut\w+|work(?:ing)?\s+(?:from\s+home|remotely)|mobil\w*\s+arbeit\w*)",
    r"\btélétravail\s+(?:partiel|ponctuel|occasionnel|possible|hybride|flexible|régulier)|\btravail\s+hybride|\bau\s+bureau[^.;\n]{0,40}\b(?:chez\s+vous|télétravail|domicile)",
    r"\b(?:mix|mixture|combination|blend|balance|split|mischung|kombination|mélange|alternance)\s+(?:of|between|aus|von|de|entre)\s+[^.;\n]{0,30}?(?:remote|office|in[\s-](?:office|person)|on-?site|home|büro|télétravail)",
    r"\boffice\b[^.;\n]{0,20}\b(?:mon|tues?|wed|wednes|thu|thurs?|fri)(?:days?)?\b[^.;\n]{0,20}\b(?:home|remote)\b|\b(?:home|remote)\b[^.;\n]{0,20}\b(?:mon|tues?|wed|wednes|thu|thurs?|fri)(?:days?)?\b[^.;\n]{0,20}\boffice\b",
    r"\b(?:combin|mix|blend|alternat)\w*\s+(?:\w+\s+){0,3}(?:office|home|remote|on-?site)\b",
    r"\b(?:split|divide|alternate|share)s?\s+(?:your\s+|their\s+|the\s+)?(?:time|week|work\w*)?\s*between\s+[^.;\n]{0,40}(?:home|remote|office|site)",
    r"\b(?:home[\s-]?office|ortsunabhängig\w*|remote)\b[^.;\n|]{0,40}?\b(?:teilweise|tageweise|anteilig|(?:nach|in)\s+(?:\w+\s+)?absprache)|\bhome[\s-]?office[\s-]*(?:möglich\w*|anteil|option\w*|regelung\w*|tage?n?\b|nach\s+(?:absprache|einarbeitung)|und|angebot)|\bmobile[snm]?\s+arbeiten?\b|\bmobil\s+(?:zu\s+)?arbeiten\b|\bmobile\s+office\b|\bmöglichkeit\w*\s+(?:zum|auf|zu|von|für)\s+(?:home[\s-]?office|mobil\w+)|\btelearbeit\b",
)  # fmt: skip
HYBRID_BOTH = _any(
    r"\b(?:remote|home)\s*(?:and|/|&|\+|und|or|oder)\s*(?:in[\s-])?(?:on-?site|office|hybrid)\b|\b(?:on-?site|office|büro|hybrid)\s*(?:and|/|&|\+|und|or|oder)\s*(?:remote|home(?:office)?)\b"
)
HYBRID_WORD = _any(
    r"\b(?:mode|postes?|contrat|rythme|format|organisation|travail\w*|modèle|est|sera|en)\s+(?:de\s+travail\s+)?hybride\b|^\W*hybride\W*$|\bhybride[snrm]?\s+(?:\w*arbeit\w*|modell\w*|stelle|position|büro|poste)|\barbeit\w*\s+(?:\w+\s+){0,3}hybrid\b",
    r"\bhybrid(?=[\s-]+(?:(?:[\w-]+\s+){0,2}(?:role|position|schedule|job|opportunit\w+|arrangement|work(?:ing|place|force)?\b|contract)"
    r"|(?:office\s+|team\s+)?(?:model\b|setting|office|team|options?|polic\w+|set-?up|location|basis|flex\w*|mode\b|days?|pattern|approach|fashion|way\b|format|manner|capacity|structure|routine|rhythm|culture|company|remote|in\b|from\b|with\b|at\b|out\s+of|and\b|or\b|so\b|\d|-\s)))",
    r"\bhybrid\b(?=\s*(?:[.,;:!)(/|–-]|$|und\b|oder\b|zwischen|(?:zu\s+)?arbeit\w*))|\bwork(?:s|ing)?\s+hybrid\b",
)  # fmt: skip
BOTH_MEANS_VISITS = _any(
    r"\b(?:occasional(?:ly)?|visits?|trips?|travel\w*|retreats?|quarterly|(?:once|twice|times)\s+(?:a|per|each|every)\s+(?:month|quarter|year)|if\s+you\s+(?:like|prefer|want)|optional\w*|don['’]t\s+have|no\s+office|without\s+an?\s+office|co-?working)\b"
)
REMOTE_SURE = _any(
    rf"\b{_FULLY}[\s,-]*(?:im\s+|en\s+|from\s+|a\s+)?(?:(?!home\b(?![\s-]?office)){_HOME}|(?:from|at)\s+home|work(?:ing)?[\s-](?:from|at)[\s-]home|distributed|virtual)\b|\b(?:remote|télétravail|home[\s-]?office)\s*[(:-]?\s*(?:à\s+|zu\s+)?(?:100\s?%|complet|total|intégral)",
    r"\b(?:done|performed)\s+from\s+(?:anywhere|wherever)\b|\b(?:based|located|live|resid\w+|sit|hir(?:e|ing)|arbeite\w*)\s+(?:\w+\s+)?(?:from\s+|von\s+)?(?:anywhere|wherever|überall)\b|\bwork(?:s|ing)?\s+(?:from\s+)?wherever\b|\bremote[\s-](?:first|only)\b|\bwork(?:ing)?\s+(?:remotely\s+)?from\s+anywhere\b|\bhome[\s-]based\b(?!\s+(?:care|services?|support|therap|program))|\bin\s+full\s+remote\b|\bremote\s*[-–]?\s*(?:deutschland|europa|welt|bundes)weit\w*",
    r"\bwork(?:s|ing)?[\s-](?:from|at)[\s-]home\s+(?:full[\s-]time|every\s+day|permanently|position|role|job|opportunit\w+)",
)
REMOTE = _any(
    r"\bremote[\s-]+(?:work\w*|jobs?|roles?|positions?|opportunit\w+|friendly|eligible|based|contract|options?|within|in\s+(?:the\s+)?(?:us|usa|uk|eu|canada|india|germany|europe|emea)|from|us\b|usa\b|uk\b|canada\b|employees?|environment|setting|candidates?|team|ok\b|okay\b|arbeit\w*|möglich|company|culture|full[\s-]time)",
    r"\b(?:this|role|position|job|work|is|are|be|being|or|opportunity|location|type|arrangement|setting|workplace|it['’]s|as\s+an?|for\s+an?|hiring\s+an?|seeking\s+an?|100%)\s*[:\-–,]?\s*(?:\w+\s+)?remote(?:ly)?\b",
    r"\b(?:work(?:ing|s|ed)?|operate|based|perform\w*|done|collaborate|job|carried\s+out|live\s+and\s+work)\s+(?:\w+\s+){0,2}remote(?:ly)?\b|\bremotely\s+(?:from|in|anywhere|within|or)\b|\bremote\s+(?:in|aus|von|innerhalb|ausgeübt|arbeiten)\b",
    r"[(\[|/,;–-]\s*remote\b|\bremote\s*[)\]|.!;]|^\W*remote\b|\bremote\W*$|\b(?:and|otherwise)\s+remote(?:ly)?\b(?!\s+\w+(?:ing|s)\b)",
)
AT_HOME = _any(r"\b(?:at|from)\s+home\b")
# The same without the word.
HOME = _any(
    r"\bwork(?:ing|s)?[\s-](?:(?!away|back)\w+\s+){0,2}?(?:from|at)[\s-](?:your\s+|their\s+)?(?:own\s+)?(?:(?:desk|place)\s+at\s+)?home\b|\bwfh\b|\btelecommut\w+|\btelework\w*|\bwork[\s-]at[\s-]home\b|\bfrom\s+(?:your|the\s+comfort\s+of\s+your)\s+(?:own\s+)?home\b|\bvon\s+zu\s?hause\s+(?:aus\s+)?arbeit\w*|\barbeit\w*\s+(?:\w+\s+){0,3}von\s+zu\s?hause\b|\b(?:job|role|position|tasks?|duties)\s+(?:\w+\s+){0,2}from\s+home\b|\btravail\w*\s+(?:\w+\s+)?de\s+chez\s+vous\b",
    r"\bortsunabhängig\w*|\btélétravail\b|\bteletravail\b|\b(?:poste|travail\w*|emploi|mission|entièrement)\s+(?:\w+\s+)?à\s+distance\b|\bhome[\s-]?office\b|\bvirtual\s+(?:role|position|office|opportunity|job)\b|\blive\s+(?:where|anywhere)\b|\bwhere\s+you\s+live\b|\b(?:from|in)\s+any\s+(?:location|place|country|city)\b|\bfrom\s+(?:almost\s+|just\s+about\s+)?anywhere\b|\banywhere\s+in\s+(?:the\s+world|europe|the\s+(?:us|uk|eu)\b)|\bhir\w+\s+(?:\w+\s+){0,2}(?:all\s+over|worldwide|globally|around\s+the\s+world)|\b(?:no|without\s+an?)\s+(?:physical\s+|central\s+)?offices?\s*[.:,;]|\bnot\s+tied\s+to\s+(?:a|any|one)\s+(?:place|location|office)|\bno\s+matter\s+where\s+you|\bregardless\s+of\s+(?:your\s+)?(?:location|where\s+you)|\blocation[\s-](?:independent|agnostic)|\bwork\w*\s+from\s+any\s+\w+|\bwo\s+(?:du|sie|ihr)\s+(?:willst|wollt|möchte\w*)|\boù\s+(?:vous|tu)\s+(?:voule\w+|veux|souhaite\w*)|\bwhere\s+you\s+(?:want|like)\s+to\s+(?:live|work)\b",
)
ONSITE = _any(
    r"\bwfo\b|\bwork(?:ing|s)?[\s-]+from[\s-]+(?:the\s+|our\s+)?(?:(?!home)\w+\s+)?office\b|\b(?:in[\s-]office|office[\s-]first)\s+(?:company|culture|team|environment|work\w*|schedule)",
    r"\b(?:fully|100\s*%|strictly|must\s+(?:be|work)|required\s+to\s+(?:be|work)|requires?\s+you\s+to\s+work|work\w*|role|position|job|type|location|located|performed|done|carried\s+out|conducted|setting|employees?|is|are|be|entirely|this|present)\s*[:\-–]?\s*(?:is\s+)?(?:fully\s+|100\s*%\s+|an?\s+)?(?:on[\s-]?site|in[\s-](?:the\s+)?office|in[\s-]person|on\s+location)\b",
    r"[(\[|/–-]\s*(?:on[\s-]?site|in[\s-]office|in[\s-]person)\b|^\W*(?:on[\s-]?site|in[\s-]office|in[\s-]person)\b|\bon[\s-]?site\s+(?:role|position|job|work|only|presence|required|\d+\s*%)|\b(?:in[\s-]office|in[\s-]person)\s+(?:role|position|job|only|required|presence)|\b(?:office|site)[\s-]based\b|\bbased\s+(?:full[\s-]time\s+)?(?:in|at)\s+(?:the|our)\s+(?:\w+\s+)?office\b",
    r"\b(?:work|job|duties)\s+(?:is|are|will\s+be|must\s+be)\s+(?:\w+\s+)?on[\s-]?site\b|\bon[\s-]?site\s+(?:from|every|daily|full)\b|\bvor-ort-(?:präsenz|tätigkeit|arbeit|einsatz|job)\w*|\bpräsenz\w*\s+(?:erforderlich|notwendig|erwünscht)|\bprésence\s+(?:\w+\s+)?(?:sur\s+site|au\s+bureau)",
    r"\b(?:arbeit\w*|tätigkeit\w*|stelle|einsatz|ausschließlich|findet|position|job|präsenz)\s+(?:\w+\s+){0,2}vor\s+ort\b|^\W*(?:nur\s+|ausschließlich\s+)?vor\s+ort\b|\b(?:nur|ausschließlich)\s+vor\s+ort\b|\bvor\s+ort\s+arbeit\w*|\bpräsenz(?:pflicht|arbeit|tätigkeit|stelle|job)|\bpräsenz\s+(?:im|vor)\b|\ben\s+présentiel\b|\bprésentiel\s+(?:obligatoire|uniquement)|\b100\s*%\s+(?:sur\s+site|présentiel)|\b(?:travail|poste)\s+(?:[\wàé]+\s+){0,3}sur\s+site\b",
)
ONSITE_WORD = _any(
    r"\bwfo\b|\bon[\s-]?site\b|\bin[\s-](?:the\s+)?office\b|\boffice[\s-]based\b|\bin[\s-]person\b|\bvor\s+ort\b|\bsur\s+site\b|\bprésentiel\b|\b(?:the|our)\s+(?:\w+\s+)?office\b"
)
# As a place it can only mean this.
EVERYWHERE = _any(r"^\W*(?:worldwide|world[\s-]wide|everywhere|weltweit|monde\s+entier)\W*$")
REMOTE_WORD = _any(
    r"\bremote(?:ly)?\b|\bwfh\b|\bwork(?:ing)?[\s-](?:from|at)[\s-]home\b|\btelework\w*|\btelecommut\w*|\bhome[\s-]?office\b|\banywhere\b|\bt[ée]l[ée]travail\b|\bhome[\s-]based\b|\bortsunabhängig\b|[(\[-]\s*virtual\b|\bvirtual\s+(?:assistant|position|role|tutor|teacher)|^virtual$|\bà\s+distance\b"
)
