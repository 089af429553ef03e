"""The words by which `skill_context` tells whether a spelling means the skill."""

from __future__ import annotations

# fmt: off
# What may stand between the items of an enumeration.
BETWEEN_ITEMS = frozenset({
    ",", "/", "|", ";", "(", ")", "•", "·", "*", "-", "&", "+", "and", "or", "und", "oder", "et", "ou", "with", "de",
    "y", "e", "en",
})
# Categories of the own list in which every entry is the name of something.
NAMES = frozenset({"programming_language", "framework", "database", "cloud", "business_software"})
# A neighbour that makes an everyday word part of another word: "C-level", "R&D", "Excel'd".
GLUE = frozenset("-–&'’@#+°")
TRADE = NAMES | {
    "data", "machine_learning", "devops", "software_engineering", "security_and_networks", "design_and_engineering",
    "language",
}
# A name in front of these is a job's: "the Java developer reports to".
JOBS = frozenset({
    "developer", "developers", "engineer", "engineers", "architect", "architects", "consultant", "consultants",
    "programmer", "team", "teams", "administrator", "specialist", "analyst", "manager", "lead", "expert",
    "experts", "community",
})
# Words that describe a person wanted.
OF_PEOPLE = frozenset({
    "skill", "skills", "strong", "excellent", "good", "great", "outstanding", "exceptional", "ability",
    "abilities", "able", "proven", "demonstrated", "solid", "highly", "superior", "effective", "verbal",
    "written", "oral", "interpersonal", "self", "you", "your", "must", "possess", "mindset", "attitude",
    "person", "personality", "qualities", "competencies", "traits", "fähigkeit", "fähigkeiten", "starke",
    "ausgeprägte", "sens", "capacité", "esprit", "abilité", "du", "bist", "dein", "deine", "vous", "votre",
    "arbeiten", "arbeitest", "arbeitsweise",
})
# A certificate names what it is for.
CERTIFIED = frozenset({
    "certified", "certificate", "certificates", "certification", "certifications", "zertifiziert", "zertifikat",
    "zertifizierung", "certifié", "certificat",
})
# Behind a hyphen these say that the name before it is one: "Go-Entwickler", "R-based".
AFTER_HYPHEN = frozenset({
    "entwickler", "entwicklerin", "entwicklern", "entwicklung", "kenntnisse", "kenntnissen", "programmierung",
    "programmierer", "skript", "skripte", "umgebung", "projekt", "projekte", "erfahrung", "makro", "makros",
    "tabellen", "script", "code", "based", "developer", "developers", "development", "programming",
    "programmer", "engineer", "library", "libraries", "backend", "services",
})
# Common words of English and of other languages: the tagger has read English only.
ENGLISH = frozenset({
    "the", "and", "of", "to", "in", "with", "for", "you", "we", "our", "your", "is", "are", "or", "as", "on",
})
OTHER_TONGUES = frozenset({
    "und", "der", "die", "das", "mit", "wir", "sie", "du", "ist", "sind", "im", "für", "von", "den", "sehr", "oder",
    "bist", "et", "les", "des", "vous", "nous", "en", "une", "dans", "pour", "avec", "ou", "de", "la", "le",
    "el", "los", "las", "con", "para", "y", "un", "una", "het", "een", "van", "met", "di", "il", "per", "e", "och",
    "kenntnisse", "erfahrung", "connaissance", "connaissances", "maîtrise", "englisch", "deutsch", "französisch",
    "anglais", "allemand", "français",
})
# "d'Excel": what is glued to a word in front of it in French and Italian, and belongs to no name.
ELIDED = frozenset({"d", "l", "qu", "dell", "all", "nell", "sull"})
# fmt: on
