"""Phrases that hold a word about the place of work and tell nothing of it: "hybrid cloud", "remote support", "on-site gym"."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re

from services.enricher.reading import any_of

THING_HINTS = ("remote", "virtual", "site", "person")
THINGS = r"(?:interviews?|onboarding|trainings?|orientation|meetings?|events?|workshops?|sessions?|appointments?|visits?|consultations?|support|assistance|courses?|class(?:es)?|lessons?|diagnos\w+|maintenance|services?|audits?|inspections?|surveys?|demos?|demonstrations?|presentations?|installations?|repairs?|conferences?|examinations?|care)"

_REMOTE_THINGS = (
    r"sens\w+|hands\b|controls?|controlled|monitor\w+|patients?|desktops?|access\w*|areas?|sites?|communit\w+|villages?|regions?|locations?(?!\s*[:(])|islands?|servers?|procedures?|repositor\w+|deposit|learning|start\w*|vehicles?|operations?\s+cent\w+|devices?"
    r"|interpret\w+|data|database|pilot\w*|method|execution|code|hosts?|machines?|systems?|equipment|chance|possibility|users|customers|clients|teams\s+(?:across|in|of)|offices?|colleagues|coworkers|stakeholders|employees(?!\s+(?:are|may|can))|workers|staff"
    rf"|sales\s+calls|assets|sensors|login|connect\w*|{THINGS}|\w+\s+{THINGS}(?!\s+(?:\w+\s+)?(?:agent|rep|representative|specialist|engineer|manager|advis[oe]r|associate|technician|assistant|officer|role|position|job)s?\b)"
)
_HYBRID_THINGS = (
    r"clouds?|multi|vehicles?|cars?|trucks?|electric|engines?|power\w*|mobile|apps?|applications?|infrastructures?|it\b|environments?|networks?|identity|architectures?|systems?|platforms?|data|deployments?|integrations?|seeds?|corn|maize|rice|methodolog\w+|agile|solutions?"
    r"|(?:company|family|sports)\s+(?:cars?|vehicles?)|exchange|azure|aws|search|ai\b|threats?|bikes?|warfare|bonds?|securities|funds?|molecul\w+|circuits?|rockets?|propulsion|learning|technolog\w+|courses?|events?|identities|storage|drives?|batter\w+|grass|algorithms?|modell?ing"
)
_JOB = r"(?:work\w*|(?:employees|workers|people|staff)\s+(?:are|may|can|will|welcome)|roles?|positions?|jobs?|opportunit\w+|basis|contracts?|arrangements?|settings?|schedules?|employment|vacanc\w+|posts?|gigs?|assignment|presence|attendance|collaboration|days?|weeks?|time|hours|models?|environment|culture|company|business|organi[sz]ation|firm|start-?up|agency|employer|workplace|workforce|options?|polic\w+|status|type|friendly|first|only|eligible|based|flexib\w+|candidates?|applicants?|hires?|teams?|full|part|home|office|hybrid|optional|possible|available|allowed|ok|okay|preferred|required|mandatory|considered|acceptable|accepted|welcome|anywhere|functie|baan|vacature|stellen?|tätigkeit\w*|postes?|puesto|lavoro|arbeit\w*|werk\w*|möglich\w*|tage?n?)"
_SMALL_WORD = r"(?:da|dal|dalla|desde|vanuit|per|con|para|in|from|within|with|for|and|or|but|at|as|by|on|to|of|if|is|are|has|was|will|can|may|must|not|isn|unless|while|so|because|since|that|you|we|i|it|this|the|a|an|across|over|during|until|after|about|who|which|where|when|under|per|via|through|except|outside|inside|between|given|subject|due|thanks|here|there|too|already|today|again|total|intégral\w*|complet|partiel\w*|us|usa|uk|eu|one|two|three|four|five|twice|once|up|per|each|every|also|too|either|most|some|all|our|your|daily|currently|only|otherwise|however|though|please|now|worldwide|globally|then|when|than|oder|und|aus|von|innerhalb|mit|bei|ist|wird|im|auf|zu|an|et|ou|en|dans|depuis|partout|avec|est|pour|à|de|sind)"
_PERSON = rf"(?:(?!{_SMALL_WORD}\b)[\w-]+\s+){{0,3}}?\w+(?:er|or|ist|ant|ian|ive|ate)s?\b(?=\W*(?:$|[.,;:!?()])|\s+(?:to|for|who|with|in|and|that|on|at|of|you|wanted|needed)\b)"
# In a sentence such a word before a thing tells of the thing ("remote weather stations", "on-site meals"), unless that is work or who does it.
OF_A_THING = any_of(
    rf"(?<!100%\s)(?<!100\s%\s)(?<!fully\s)(?<!full\s)(?<!volledig\s)(?<!entirely\s)(?<!completely\s)(?<!\bas\sa\s)(?<!\bfor\sa\s)(?<!\bseeking\sa\s)(?<!\bhiring\sa\s)(?<!\bhire\sa\s)(?<!\bneed\sa\s)\b(?:remote|virtual|on[\s-]?site|in[\s-]person)[\s-]+(?=(?-i:[a-zà-ü]))(?!{_SMALL_WORD}\b)(?!(?:(?!{_SMALL_WORD}\b)[\w-]+\s+){{0,3}}?{_JOB}\b)(?!{_PERSON})",
    rf"\bremote[\s-]work(?:ing)?\s+(?=(?-i:[a-zà-ü]))(?!{_SMALL_WORD}\b|(?:\w+\s+)?{_JOB}\b)\w+",
)
# What only sounds like it, each kind with a word it cannot do without.
DECOYS = (
    (("remote", "telework", "home office"), any_of(
        rf"\bremote(?:\s*[,/&]\s*|\s+and\s+|\s+or\s+)(?:[\w-]+(?:,\s*|\s+and\s+|\s+or\s+))?(?:desk[\s-]?side|desktop|phone|telephone|telephonic|field|face[\s-]to[\s-]face|walk-?in|local|classroom|bedside|first[\s-]line)\s+(?:\w+\s+)?{THINGS}\b|\bremote[\s-]+(?:{_REMOTE_THINGS})|\bremote\s+(?:job|work|project|client|field|customer)\s+(?:sites?|locations?|areas?)\b",
        r"\b(?:tv|managing|manage|lead|leading|supervis\w+|support\w*|with|our)\s+(?:\w+\s+){0,2}remote\s+(?:teams?|employees|staff|workers|users|offices?|colleagues|members)\b(?!\s+(?:spans?|works?|is|are))",
        r"\b(?:monitor\w*|controll?\w*|connect\w*|access\w*|troubleshoot\w*|diagnos\w+|resolv\w+|assist\w*|repair\w*|lock\w*)\s+(?:(?!work\w*\s)\w+\s+){0,4}remotely|\bremotely\s+(?:sensed|interested|close|similar|controlled|operated|access\w*|monitor\w*|manag\w+|assist\w*)",
        r"\bremote\s+(?:in\s+)?(?:in\s?to)\b",
        r"\b(?:customers|clients|users|partners)\s+(?:are|include|range)\b[^.;\n]*",
        r"\b(?:remote[\s-](?:work(?:ing)?|collaboration|meeting)|telework(?:ing)?|home[\s-]?office)\s+(?:tools?|software|solutions?|platforms?|technolog\w+|products?|market|apps?|trends?)\b",
        r"\b(?:you(?:['’]ll|\s+will)?|to)\s+(?:hire|recruit|source|place)\s+(?:\w+\s+)?remote\s+\w+s\b|\bremote\b[^.;\n]{0,20}\bfor\s+(?:corporate|office|administrative|some|certain|eligible|other|head[\s-]office|select(?:ed)?|many)\s+(?:staff|employees|roles|positions|teams|jobs)\b",
        r"\bremotely\b[^.;\n]{0,30}\b(?:weeks|days|months)\s+(?:a|per|each|every)\s+year\b[^.;\n]*",
        r"\bremote(?:[\s-]work)?\s+(?:equipment|set-?up|stipend|allowance|budget)\b(?:(?!\band\b|,)[^.;\n])*|\bif\s+you(?:['’]re|\s+are)\s+working\s+remotely",
    )),
    (("remote", "virtual", "hybrid"), any_of(
        rf"\b(?:remote|virtual|hybrid|on[\s-]?site|in[\s-]person)(?:(?:,\s*|\s*(?:and|or|/|&|und|et)\s*)(?:remote|virtual|hybrid|on[\s-]?site|in[\s-]person)){{1,2}}\s+(?:\w+\s+)?{THINGS}\b",
        r"\b(?:remote|hybrid|virtual)(?:[\s-]based)?(?:,\s*|\s*(?:and|or|/|&)\s*)(?:hybrid|remote|office|on-?site|in-?person|field)(?:[\s-]based)?\s+(?:teams|users?|staff|employees|workers|workforces?|colleagues)\b",
        r"\b(?:products?|tools?|software|solutions?|apps?|platforms?|furniture|hardware|equipment|technolog\w+|infrastructure)\s+(?:for|enabling|supporting|that\s+\w+|to\s+\w+)\s+(?:\w+\s+){0,2}(?:remote|hybrid|virtual)\b[^.;\n]*",
        r"\b(?:for|manag\w+|lead\w*|support\w*|across|helps?|enabl\w+|lets?)\s+(?:(?!our\b)\w+\s+){0,2}(?:hybrid|remote)(?:[\s-]first)?\s+(?:and\s+\w+\s+)?(?:teams|workforces?|workplaces?|workers|companies|employees)\b|\b(?:manag\w+|lead\w*|run\w*|coach\w*)\s+(?:an?\s+)?(?:\w+\s+)?hybrid\s+team\b",
        r"\b(?:writ\w*|report\w*|blog\w*|talk\w*|read\w*|stories|articles?|books?|podcasts?|texts?|content)\s+(?:\w+\s+)?(?:about|on)\s+(?:remote|hybrid)\s+work\w*|\bwith\s+(?:\w+\s+)?remote\s+(?!(?:options|days|possibilities|opportunities|hours|arrangements|positions|roles|jobs|weeks)\b)\w+s\b|\b(?:study|research|explore|analy[sz]e|investigate)\s+(?:how|why|whether)\b[^.;\n]*|\b(?:study|studies|studying|research\w*|analy[sz]\w+|explor\w+)\s+(?:\w+\s+){0,2}(?:hybrid|remote)\s+work\w*[^.;\n]*",
        r"\b(?:writ|draft|develop|creat|design|shap|maintain|updat)\w*\s+(?:\w+\s+){0,2}(?:remote|hybrid)[\s-]work\w*\s+polic(?:y|ies)",
        r"\b(?:writ|draft|develop|advis|creat|design|shap|maintain)\w*\s+(?:\w+\s+){0,4}(?:polic(?:y|ies)|guidelines|guidance|strateg(?:y|ies)|contracts?)\s+(?:for|on|about|around)\s+(?:\w+\s+){0,2}(?:remote|hybrid|tele)[^.;\n]*",
    )),
    (("remote", "site", "person", "virtual"), any_of(
        rf"\b{THINGS}\s+(?:fully\s+)?(?:remote(?:ly)?|on[\s-]?site|in[\s-]person|virtual(?:ly)?)\b(?!\s+(?:work|jobs?|roles?|positions?|teams?))",
        rf"\b{THINGS}\s+(?:(?:is|are|will|be|may|can|held|done|provided|offered|conducted|to|for|with|of|our|and|the|customers|clients|take|takes|place)\s+){{1,5}}(?:fully\s+)?(?:remote(?:ly)?|on[\s-]?site|in[\s-]person|virtual(?:ly)?|online)\b"
    )),
    (("hybrid",), any_of(
        r"\bhybrid\s+(?:role|position|job)\s*(?::|combining|that\s+combines|between|of)\s*(?:part\b|half\b|\w+\s+and\b)",
        rf"\bhybrid[\s-]+(?:{_HYBRID_THINGS})",
        r"\bhybrid\s+(?:and|or|/)\s+(?:multi|public|private|electric|native)[\s-]?\w*|\b(?:multi|public|private|electric|native|cloud|on-prem\w*)[\w\s-]{0,12}(?:and|or|/|,)\s*hybrid\b",
    )),
    (("site", "person", "vor ort", "location"), any_of(
        rf"\b(?:on-?site|on\s+site|in-?person)[\s-]+(?:gym|fitness|parking|cafeteria|caf[eé]|restaurant|childcare|daycare|nursery|clinic|health|customer|client|laundry|amenit\w+|medical|canteen|kitchen|massage|generation|waste|safety|{THINGS})",
        r"(?<!is\sperformed\s)(?<!is\sdone\s)(?<!role\sis\s)(?<!job\sis\s)(?<!located\s)\b(?:on[\s-]?site|in[\s-]person)\s+(?:at|in|with)\s+(?:our\s+|the\s+|their\s+)?(?:customers?|clients?|patients?)\b|\b(?:customers?|clients?|patients?|kunden|events?)['’]?s?\s+(?:on[\s-]?site|in[\s-]person|vor\s+ort)|\bvor\s+ort\s+(?:beim|bei\s+(?:den\s+|unseren\s+)?)\s*kund\w+|\b(?:ansprechpartner\w*|team|kollegen|betreuung|kantine)\s+vor\s+ort|\bon\s+location\s+(?:shoots?|filming)",
    )),
    (("home", "days of", "wfh"), any_of(
        r"\bfeel\w*\s+(?:\w+\s+)?at\s+home\b|\bcall\s+from\s+home\s+(?:is|duty|rota|one|every)\b|\bon[\s-]call\s+from\s+home\b|\bat\s+home\s+with\b|\b(?:families|children|patients|clients|people|residents|customers|pupils|students|adults)\s+(?:\w+\s+)?(?:at\s+home|in\s+their\s+(?:own\s+)?homes?)\b",
        r"\bwork[\s-]from[\s-]home\s+(?:trends?|polic\w+|research|products?|data|market)\b|\b(?:für|von|unserer?)\s+(?:\w+\s+)?(?:kolleg\w+|mitarbeit\w+|kunden|nutzer\w*|anwender\w*)\s+im\s+home[\s-]?office|\bhome\s+(?:health|care|depot|office\s+(?:deduct\w+|expenses?|tax\w*|located|in|is(?!\s+(?:not|possible|available|allowed))|supplies|furniture|bonus)|improvement|page|loans?|visits?|internet|goods|appliances?|security|owner\w*|buyer\w*|screen|insurance)"
        r"|\b(?:corporate|nursing|care|funeral|mobile|new|their|patients?['’]?s?|clients?['’]?s?)\s+homes?\b|\b(?:our|the|corporate|british|uk)\s+home\s+office\b|\btake[\s-]home\b|\b(?:within|in|after)\s+[\w-]+\s+(?:business\s+|working\s+)?days\s+of\b[^.;]*"
        r"|\b(?:wfh|home[\s-]?office)\s+(?:equipment|set-?up|stipend|allowance|budget)\b(?:(?!\band\b|,)[^.;\n])*"
    )),
    (("office",), any_of(
        r"\b(?:offices?|branch|store|reception)\s+(?:(?:is|are)\s+(?:\w+\s+)?open|opens)\b(?!\s+to\b)[^.;\n]*|\b(?:microsoft|ms|back|front)[\s-]+office\b|(?<!from\sour\s)(?<!in\sour\s)(?<!at\sour\s)(?<!from\sthe\s)(?<!in\sthe\s)(?<!at\sthe\s)\bhead[\s-]+office\b|\boffice\s+hours\b|\boffice\s*365|\boffice\s+(?:suite|supplies|software|products|equipment|applications|package|managers?)\b"
    )),
    (("anywhere", "from any", "from home", "remote"), any_of(
        r"\b(?:insur\w+|help\w*|serv\w+|advis\w+|train\w*|coach\w*|for|sell\w*\s+to|market\w*\s+to|target\w*)\s+(?:people|employees|those|anyone|professionals|workers)\s+(?:who\s+)?work(?:ing)?\s+(?:remotely|from\s+home)\b",
        r"\b(?:lets?|allow\w*|enabl\w+|help\w*)\s+(?:people|teams|companies|customers|clients|users|organi[sz]ations|business(?:es)?|anyone|others)\s+(?:to\s+)?(?:\w+\s+){0,2}(?:work\w*|collaborat\w+)\b[^.;\n]*",
        r"\b(?:access|control|monitor|connect|shop|order|pay|log|view|read|watch|listen|bank|play|available|manage|reach|relocat|travel|trip|holiday)\w*\b[^.;\n]{0,40}?\b(?:from\s+any(?:where|\s+\w+)|anywhere)\b"
    )),
    (("virtual", "distance"), any_of(
        r"\bvirtual\s+(?:machines?|realit\w+|servers?|networks?|desktops?|private|events?|meetings?|wellbeing|gp|workflows?|assistants?(?=\s+(?:software|tools?)))|\bformation\w*\s+à\s+distance(?:\s+(?:et|ou)\s+en\s+présentiel)?|\b(?:long|short|walking|driving|commuting|social)[\s-]distance"
    )),
)  # fmt: skip

# What is said of others in a clause that grants it: "although most of us are remote, …".
GRANTED_HINTS = (
    "although",
    "though",
    "while",
    "whilst",
    "whereas",
    "unlike",
    "obwohl",
    "während",
    "bien que",
    "tandis",
)
GRANTED = any_of(
    r"\b(?:although|(?:even\s+)?though|while|whilst|whereas|unlike|obwohl|während|bien\s+que|tandis\s+que)\b(?![^,;.\n]*\b(?:this|role|position|job|you|your|stelle|poste|du|sie|vous)\b)[^,;.\n]{3,90},"
)
# Here a sentence turns from others to this job.
BUT_HINTS = ("but ", "however", "yet ", "aber ", "jedoch", "mais ", "cependant")
BUT_THIS_JOB = re.compile(
    r"\b(?:but|however|yet|aber|jedoch|mais|cependant)\b,?\s+(?=(?:for\s+|für\s+|pour\s+)?(?:this|the|diese|ce|cette)\s+(?:\w+\s+)?(?:role|position|job|post|one|stelle|poste)\b)",
    re.IGNORECASE,
)
