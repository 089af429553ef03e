"""The words that name a level in titles, in English, German and French, and the phrases that only look like one."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from typing import Literal

Seniority = Literal["intern", "junior", "mid", "senior", "lead", "principal", "manager", "director", "executive"]

_FLAGS = re.IGNORECASE

# What a pattern below cannot do without: looking for these costs a hundredth of it, and most titles hold none.
STEMS: dict[Seniority, tuple[str, ...]] = {
    "intern": ("intern", "co-op", "coop", "student", "analyst", "associate", "stud", "prakti", "stag", "altern", "appr", "trainee", "azubi", "auszubild", "ausbild", "dual",
        "bachelor", "master", "abschluss", "diplom", "volont", "placement", "becari", "práctic", "practicant", "tiroc", "estági", "estagi", "staż", "praktyk", "afstud", "lärling", "lærling", "lehrling", "aprendiz", "leerling"),
    "executive": ("chief", "ceo", "cfo", "cto", "coo", "cio", "ciso", "chro", "cmo", "cpo", "cro", "cso", "cdo", "cao", "cco", "vp", "v.p", "president", "président", "founder", "partner",
        "chair", "board", "c-", "c ", "executive", "managing", "geschäft", "vorstand", "pdg", "général", "general", "geral", "delegat", "delegad", "prezes"),
    "director": ("direct", "direkt", "head", "dir.", "leit", "chief", "diret", "dyrekt", "hoofd"),
    "manager": ("manager", "mgr", "supervis", "superviseu", "responsable", "superintendent", "leit", "chef", "gerente", "jef", "kierowni", "responsabil", "encargad", "leidinggevend", "leider", "ledare", "leder"),
    "principal": ("principal", "distinguished", "chief", "fellow", "staff"),
    "lead": ("lead", "leit", "chef", "fore", "vorarbeiter", "contremaître", "crew", "líder", "lider", "leider", "ledare", "leder", "capo", "equipo", "équipe", "brygadzist", "führer"),
    "senior": ("senior", "sr", "snr", "sénior", "sênior", "starsz", "ervaren", "doświadcz", "experienced", "expériment", "chevronn", "erfahren"),
    "mid": ("mid", "intermediate", "confirm", "medior", "pleno", "semi", "ssr"),
    "junior": ("junior", "jr", "entry", "grad", "early", "fresher", "début", "diplôm", "einsteiger", "absolvent", "associate", "newly", "júnior", "młodsz", "neolaur", "principiante", "recién", "starter"),
}  # fmt: skip

_ROLES = (
    r"(?:engineer|developer|scientist|designer|architect|researcher|sre|programmer|technologist|swe|data\s+analyst)"
)
_RANKED = r"(?:c[a-z]{1,2}o|svp|evp|vp|vice|president|director|chief|md|managing|head|board|founder|executive|general|partner|principal|manag\w+|leadership)"

# What contains a level word and says nothing about the level.
DECOYS = re.compile(
    # Whom somebody assists or reports to.
    rf"\b(?:to|for|supporting)\s+(?:(?:the|our|an?)\s+(?:\w+\s+)?)?{_RANKED}\b.*"
    r"|\b(?:assist\w*|secr[eé]ta\w+|sekretär\w*|referent\w*|mitarbeiter\w*)\s+(?:der|des|von|de\s+la|de|du|chef|in\s+der)\b.*|\bassist\w+\s+(?:responsable|manager\s+de)\b"
    r"|\b\w+['’]s(?=\s)|\boffice\s+of\s+(?:the\s+)?\w+|\b(?:ceo|cfo|cto|coo|cio|president|chief|director|executive|dean)\s+(?:assistant|secretary|office|suite|support|services)\b"
    r"|\bmanager\s+assistant\b|\b(?:executive|administrative|personal|management)\s+(?:assistant|secretary|admin)\w*|\breport(?:s|ing)?\s+to\b.*"
    r"|\bleads?[\s-]+(?:gen\w*|qualification|qualifier|capture|times?|paint|abatement|conversion|management|nurtur\w+|free|based|acid|inspector|safe|poisoning|pipe|processing|response|hazard|exposure|removal|remediation)\b"
    r"|\b(?:market|industry|world|global|thought|category)[\s-]+lead(?:er|ing)\w*|\bstaff\s+(?:develop\w+|training|education|augmentation|support)\b"
    r"|\bsenior\s+(?:living|citizens?|companions?|caregivers?|helpers?|housing|high|school|portraits?|photo\w+|dining|meals?|nutrition|fitness|adults?|transport\w+|residents?|cent(?:er|re)s?)\b"
    r"|\bsenior\s+(?:services|care|health|home|day|communit(?:y|ies))\b(?!\s+(?:engineer|manager|developer|physicist|analyst|designer|architect|consultant|officer|moderator))"
    r"|\bjunior\s+(?:high|school|college|achievement|league|golf|tennis|kindergarten)\b|\bhead\s+start\b"
    r"|\b(?!graduate\s+teacher\b)(?:intern(?:ship)?s?|apprentice(?:ship)?s?|trainees|graduate|student|placements?)\s+(?:program\w*\s+)?(?:coordinator|manager|director|advis[oe]r|lead|leader|recruiter|assessor|coach|trainer|officer|supervisor|mentor|teacher)\b"
    r"|(?<=director|.manager)\s*(?:of|,|for|-)\s+(?:\w+\s+){0,2}(?:intern(?:ship)?s?|apprentice\w*|graduate\w*|trainees?)\b"
    r"|\bgraduate\s+(?:school|admissions?|medical|studies)\b|\bstage\s*(?:manager|hands?|crew|technician|lighting|director|door)|\bco-?op\s+(?:food|store|bank|market|group|grocery|board)\w*"
    r"|\bmid[\s-]*(?:market|atlantic|west|wales|shift|day|term|size|sized|coast|valley|town|cit(?:y|ies)|america|south|north|ohio|hudson|missouri|kansas|state|michigan|century|cap|office)\b"
    r"|\bintermediate\s+(?:school|care|sanction)|\b(?:data|order|claims?)\s+entry\b|\bassociate(?:'?s)?\s+(?:degree|professor|dentist|attorney|veterinarian|vet|optometrist|physician|broker|banker|general\s+counsel)\b"
    r"|\bprincipal\b(?=[\s,–-].*\b(?:school|academy|elementary|kindergarten)\b)|\b(?:elementary|primary|secondary|middle|high)(?:\s+school)?\s+principal\b|\battorney\s+associate\b|\b(?:school|assistant|vice|deputy)\s+principal\b|\bhead\s+(?:coach|chef|cook|nurse|teller|cashier|waiter|bartender|lifeguard|gardener|office)\b"
    r"|\bprincipal\s+(?:cell\w+|violi\w+|viola|horn|flut\w+|obo\w+|bassoon\w*|trumpet\w*|trombon\w+|timpan\w+|harp\w*|clarinet\w*|percussion\w*|tuba|piano|pianist|danc\w+|ball\w+|soloist|soprano|tenor|bass|player|conductor|keyboard)\b"
    r"|\bdirector\s+of\s+photography\b|\b(?:funeral|casting|choir|choral|band)\s+director\b|\b(?:board|stage|score|tip)[\s-]leader\b"
    r"|\b(?:business|hr|people|channel|talent)\s+partner\b|\b(?:halb|blitzab|strom|rohr|daten|frei|be|an|ab|weiter)(?:g?leiter|leitung)\w*",
    _FLAGS,
)


def _compiled(*patterns: tuple[Seniority, str]) -> list[tuple[Seniority, re.Pattern[str]]]:
    return [(level, re.compile(pattern, _FLAGS)) for level, pattern in patterns]


# The highest first.
LEVELS = _compiled(
    (
        "executive",
        r"\bchief\s+(?:\w+[\s,&-]+){1,5}officer\b|\b(?:CEO|CFO|CTO|COO|CIO|CISO|CHRO)\b|(?:^|[-–,/&|(]\s*)C[MPSRDAC]O(?=\s*(?:$|[-–,/&|)]))|\bchief\s+(?:\w+\s+)?executive\b"
        r"|\b(?:[es]|a)?vp\b|\bv\.\s?p\.|\bvice[\s-]+pr[eé]sidente?\b|\bpr[eé]sidente?\b|\b(?:co-?)?founder\b|\bmanaging\s+(?:director|partner)\b|\b(?:general|equity|founding)\s+partner\b"
        r"|\bchair(?:man|woman|person)\b|\bboard\s+of\s+directors\b|\bc[\s-](?:level|suite)\b|\bexecutive\s+(?:director|officer|leader)\b|\bgeschäftsführ(?:er|ende)\w*|^geschäftsführung\b|^vorstand\b|\bvorstand(?:smitglied|svorsitz\w*)\b"
        r"|\bmitglied\s+der\s+geschäfts\w+|\bPDG\b|\bdirect(?:eur|rice)\s+générale?\b|^executive$|\bexecutive[\s-]level\b"
        r"|\b(?:director|diretora?|directora|direttore|direttrice)[\s-]+(?:general|geral|generale)\b|\balgemeen\s+directeur\b|\b(?:amministrat\w+\s+delegat\w|consejer\w\s+delegad\w)\b|\bprezes\b|\badministrerende\s+direktør\b",
    ),
    (
        "director",
        r"\bdirectors?\b|\bhead\s+of\b|^head\s*[-–,|]|\b(?:global|group|regional|department|dept|country|practice|division|deputy|functional)\s+head\b|\bdir\."
        r"|\b(?!sub|bed)\w+\s+head\s*(?:$|[,|–-])|\bchief\s*(?:$|,)|\bdirect(?:eur|rice)\b|\bdirektor(?:in)?\b|\bdirektør\b|\bdirectora\b|\bdirett(?:ore|rice)\b|\bdiretora?\b|\bdyrektor\w*|\bhoofd\b|\b(?:bereichs|haupt\w*|direktions)leit(?:er|erin|ung)\b|\bleiter(?:in)?\s+(?:des|der)\s+bereichs?\b"
        r"|\bchief\s+of\b|\bchief\s+(?!engineer|architect|scientist|designer|technologist|steward|mate\b|cook|inspector|of\b)\w+",
    ),
    (
        "manager",
        r"\b(?:\w{4,})?manager(?:in|s)?\b|\bgerente\b|\bjef[ea]\s+de\b(?!\s+(?:equipo|partida|cocina|rango))|\bkierowni\w+|\bresponsabile\b|\bencargad[oa]\b|\bleidinggevende\b|\b(?!sous|küchen|team|ploeg)\w{3,}(?:chef|sjef|leider|leder)\b|\bmgr\b|\bsupervisor\b|\bsuperviseu\w+\b|\bresponsable\b(?!\s+d['’]équipe)|\bsuperintendent\b|\b(?!team|gruppen|schicht|bereichs|haupt)\w*leiter(?:in)?\b"
        r"|\b(?:abteilungs|filial|markt|standort|projekt|stations|pflegedienst|wohnbereichs|haus|küchen|bau|betriebs|einrichtungs|werks|produktions|vertriebs|schul|kita)?leitung\b"
        r"|\bchef(?:fe)?\s+(?:de\s+(?:projets?|produits?|service|département|rayon|secteur|chantier)|d['’]agence|des\s+ventes)\b",
    ),
    (
        "principal",
        r"\bprincipal\b|\bdistinguished\b|\bchief\s+(?:engineer|architect|scientist|designer|technologist)\b|\bengineering\s+fellow\b|\b(?:technical|distinguished)\s+fellow\b"
        rf"|\bstaff\s+(?:[\w/+#-]+\s+){{0,3}}{_ROLES}\b|\b{_ROLES}\s*[,(–-]\s*staff\b|\bstaff\s+(?:technical\s+|senior\s+)?(?:product|program(?:me)?|project)\s+managers?\b|\bstaff\+",
    ),
    (
        "lead",
        r"\blead(?:er)?\b|\b(?:team|gruppen|schicht)leit(?:er|erin|ung)\b|\bteamlead\b|\btechlead\b|\bchef(?:fe)?\s+d['’]équipe\b|\bfore(?:man|woman|person)\b|\bvorarbeiter\w*|\bcontremaître\w*|\bcrew\s+chief\b"
        r"|\bl[íi]der\b|\b(?:team|ploeg)leider\b|\b\w*(?:led|leid)are\b|\bteamleder\b|\bjef[ea]\s+de\s+equipo\b|\bcapo\s?(?:turno|reparto|squadra|cantiere)\b|\bresponsable\s+(?:de\s+equipo|d['’]équipe)\b|\bbrygadzist\w+|\b(?:schicht|gruppen|team|kolonnen|kassen)führer(?:in)?\b",
    ),
    (
        "senior",
        r"(?<!semi\s)(?<!semi-)\bsenior(?:entwickler\w*|(?!en)[a-zäöüß]{5,})?\b|\bsr\b|\bsnr\b|\bs[éê]nior\b|\bstarsz\w+|\bervaren\b|\bdoświadczon\w+|\bexperienced\b|\bexpérimentée?\b|\bchevronnée?\b|\berfahrene[rn]?\b|\bberufserfahren\w*",
    ),
    (
        "mid",
        r"\bmid(?:[\s-]*(?:level|weight|career))?\b|\bintermediate\b|\bconfirmée?\b|\bmedior\b|\bpleno\b|\bsemi[\s-]?senior\b|\bssr\b",
    ),
    (
        "junior",
        r"\bjunior(?:[a-zäöüß]{5,})?\b|\bjr\b|\bentry[\s-]*level\b|\bentry(?=\s*(?:$|[)/,]))|\bgraduates?\b|\bgrad\b|\bearly[\s-]careers?\b|\bfresher\b|\bdébutante?\b|\bjeunes?\s+diplômée?s?\b"
        r"|\bberufseinsteiger\w*|\beinsteiger\w*|\b(?:hochschul)?absolvent\w*|\bassociates?\b|\bnewly[\s-]qualified\b|\bjúnior\b|\bmłodsz\w+|\bneolaureat\w+|\bprincipiante\b|\brecién\s+\w+ad[oa]s?\b|(?<!self-)(?<!self\s)\bstarter\s*$",
    ),
)

# In training, whoever they work for.
IN_TRAINING = re.compile(
    r"\bintern(?:s|ship|ships)?\b|\bco-?op\b|\bworking\s+students?\b|\bstudent\s+(?:worker|assistant|trainee)\b|\bstudentische\w*|\bsummer\s+(?:analyst|associate)\b|\bwerkstudent\w*"
    r"|\b\w*praktik(?:um|ums|ant\w*)\b|\bstagiaire?s?\b|\balternan(?:ce|te?s?)\b|\bapprenti(?:e|s|ssage|\(e\))?\b|\bapprentices?(?:hips?)?\b|\btrainee(?:s|ships?)?\b|\bauszubildende\w*|\bazubis?\b|\bausbildung\b"
    r"|\bduale[rsn]?\s+stud\w+|\b(?:bachelor|master|abschluss|diplom)(?:and\w*|arbeit)\b|\bvolont(?:är|ariat)\w*|\b(?:industrial|student|summer|undergraduate)\s+placement\b|\bplacement\s+(?:student|year)\b"
    r"|^stage\b|[(\[]\s*stage\b|\bstage\s+(?=[-–(:]|de\b|en\b|pfe\b)|\ben\s+stage\b|\boffre\s+de\s+stage\b|\bstage\s*$|\bstage\s+\w+(?:\s+\w+){0,2}\s*[(]|\bbecari[oa]s?\b|\bpr[áa]cticas?\b|\bpracticantes?\b|\btirocin\w+|\bstagist[ai]\b|\bestági[oa]\w*|\bestagi[áa]ri[oa]s?\b|\bpraktyk(?:ant\w*|i)?\b|\bstaż(?:yst\w+)?\b|\bafstudeer\w+|\b(?:meewerk|afstudeer)stage\b|\b(?:lär|lær|lehr)ling\w*|\b(?:jovem\s+)?aprendiz\b|\bapprendist[ai]\b|\bleerling\b",
    _FLAGS,
)
# These outrank being in training: a graduate trainee has a first job.
FIRST_JOB = re.compile(
    r"\b(?:(?:graduate|entry[\s-]level|junior)\b(?!\s+(?:\w+\s+)?intern)|(?:hochschul)?absolvent\w*)", _FLAGS
)
ROLE_MANAGER = re.compile(
    r"\b(?:product|project|program(?:me)?|account|case|community|content|social\s+media|delivery|customer\s+success|marketing|partner|data|property|brand|campaign|category|"
    r"relationship|success|event|change|release|incident|scrum|key\s+account)\s+manager(?:in)?\b|\bprojektleit\w+|\bchef(?:fe)?\s+de\s+(?:projets?|produits?)\b",
    _FLAGS,
)
JOINED = re.compile(r"\s*(?:/|\bto\b|\bor\b|\bbis\b|\bou\b|\boder\b|-|–)\s*", _FLAGS)
GRADE = re.compile(
    r"\b(?!(?:shift|unit|area|region|zone|phase|group|team|ward|floor|route|class|tier|grades?|year|band|type|part|series|title|step|stage|section|store|building|room|day|week|season|terminal"
    r"|gate|lane|line|plant|site|district|division|schedule|covid|key|form|model|volume|number|center|centre|tower|campus|quarter|category|chapter|war|trauma|teacher)\b)"
    r"(?:[A-Za-z]{3,}|[A-Z]{2})[)(\s,-]+(?:level\s+|lvl\.?\s+|grade\s+)?(?-i:(IV|III|II|I|V|[1-5]))(?=\s*(?:$|[-–—:](?!\d)|[,(/|;)]))",
    _FLAGS,
)
GRADED_BY: dict[str, Seniority] = {
    "I": "junior", "1": "junior", "II": "mid", "2": "mid", "III": "senior", "3": "senior",
    "IV": "lead", "4": "lead", "V": "principal", "5": "principal",
}  # fmt: skip
