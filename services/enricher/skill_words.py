"""The words by which `skill_context` and `skill_company` tell whether a spelling means the skill."""

from __future__ import annotations

# fmt: off
# What may stand between the items of an enumeration.
BETWEEN_ITEMS = frozenset({
    ",", "/", "|", ";", "(", ")", "•", "·", "*", "-", "&", "+", "and", "or", "und", "oder", "et", "ou", "with",
    "de", "y", "e", "en", "o", "of", "d", "'", "’", "i", "oraz", "lub", "och", "eller", "sowie", "bzw",
})
# Categories of the own list in which every entry is the name of something.
NAMES = frozenset({
    "programming_language", "framework", "database", "cloud", "business_software", "tool",
})
# A neighbour that makes an everyday word part of another word: "C-level", "R&D", "Excel'd".
GLUE = frozenset("-–&'’@#+°")
TRADE = NAMES | {
    "data", "machine_learning", "devops", "software_engineering", "security_and_networks", "design_and_engineering",
    "language",
}
# A name in front of these is a job's: "the Java developer reports to".
JOBS = frozenset({
    "developer", "developers", "engineer", "engineers", "architect", "architects", "consultant", "consultants",
    "programmer", "team", "teams", "administrator", "specialist", "analyst", "manager", "lead", "expert", "experts",
    "community",
})
# Words that describe a person wanted.
OF_PEOPLE = frozenset({
    "skill", "skills", "strong", "excellent", "good", "great", "outstanding", "exceptional", "ability", "abilities",
    "able", "proven", "demonstrated", "solid", "highly", "superior", "effective", "verbal", "written", "oral",
    "interpersonal", "self", "you", "your", "must", "possess", "mindset", "attitude", "person", "personality",
    "qualities", "competencies", "traits", "fähigkeit", "fähigkeiten", "starke", "ausgeprägte", "sens", "capacité",
    "esprit", "abilité", "du", "bist", "dein", "deine", "vous", "votre", "arbeiten", "arbeitest", "arbeitsweise",
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
    "tabellen", "script", "code", "based", "developer", "developers", "development", "programming", "programmer",
    "engineer", "library", "libraries", "backend", "services",
})
# Common words of English and of other languages: the tagger has read English only.
ENGLISH = frozenset({
    "the", "and", "of", "to", "in", "with", "for", "you", "we", "our", "your", "is", "are", "or", "as", "on",
})
OTHER_TONGUES = frozenset({
    "und", "der", "die", "das", "mit", "wir", "sie", "du", "ist", "sind", "im", "für", "von", "den", "sehr", "oder",
    "bist", "et", "les", "des", "vous", "nous", "en", "une", "dans", "pour", "avec", "ou", "de", "la", "le", "el",
    "los", "las", "con", "para", "y", "un", "una", "het", "een", "van", "met", "di", "il", "per", "e", "och",
    "kenntnisse", "erfahrung", "connaissance", "connaissances", "maîtrise", "englisch", "deutsch", "französisch",
    "anglais", "allemand", "français",
})
# "Kenntnisse in Excel", "dominio de Word": the tagger has read English only.
KNOWING = frozenset({
    "kenntnisse", "kenntnissen", "kenntnis", "grundkenntnisse", "programmierkenntnisse", "erfahrung", "erfahrungen",
    "umgang", "arbeiten", "connaissance", "connaissances", "maîtrise", "maîtriser", "maîtrisez", "expérience",
    "pratique", "utilisation", "dominio", "manejo", "conocimiento", "conocimientos", "experiencia", "ervaring",
    "kennis", "conoscenza", "nivel", "niveau", "livello", "nível", "conoscenze", "esperienza", "padronanza",
    "conhecimento", "conhecimentos", "domínio", "experiência", "znajomość", "kunskaper", "erfarenhet",
})
KNOWN_BY = frozenset({
    "in", "mit", "von", "de", "du", "d", "en", "con", "met", "van", "di", "em", "com", "i", "av", "sur", "avec",
})
# "Programmiersprache C", "logiciel Excel".
SORTS = frozenset({
    "programmiersprache", "programmiersprachen", "skriptsprache", "langage", "langages", "logiciel", "logiciels",
    "lenguaje", "lenguajes", "programmeertaal", "linguaggio", "linguagem", "tabellenkalkulation", "tableur",
})
# "Go skills", "Epic experience"; of other work than with programs there is experience too ("Chef experience").
KNOWN_AFTER = frozenset({"skills", "knowledge", "proficiency", "expertise", "fundamentals"})
ASKED_BEFORE = frozenset({
    "knowledge", "experience", "proficiency", "proficient", "understanding", "expertise", "familiarity", "familiar",
    "skilled", "experienced", "background", "certified", "skills", "trained", "competent", "competency", "expert",
    "wizard", "whiz", "guru", "fluent", "fluency", "coding", "programming", "scripting", "developing", "adept",
    "versed", "comfortable",
})
ASKED_BY = frozenset({"of", "in", "with"})
EXPERIENCED_IN = NAMES - {"cloud"}
# Before a single letter these make it one of a sort: "Category C", "Vitamin C".
SORTED = frozenset({
    "category", "class", "type", "grade", "block", "band", "vitamin", "hepatitis", "klasse", "permis", "tier",
    "section", "series", "plan", "part", "option", "group", "room", "rooms", "building", "gate", "zone", "division",
    "league", "schedule", "appendix", "annex", "form", "size", "cat", "licence", "license", "tarif", "tariff",
    "führerschein", "führerscheinklasse", "carnet", "patente", "rijbewijs", "unit", "shift", "ward", "line",
    "exhibit", "title",
})
# What a sentence says of a skill at its head: "React is a must".
WANTED = frozenset({
    "must", "plus", "required", "requirement", "desirable", "desired", "essential", "preferred", "beneficial",
    "mandatory", "advantage", "advantageous", "asset", "bonus", "needed", "helpful",
})
# "Must have: Go", "Outils : Excel".
LABELS = frozenset({
    "have", "skills", "skill", "stack", "tools", "tool", "tooling", "technologies", "technology", "tech",
    "requirements", "required", "qualifications", "languages", "language", "software", "systems", "platforms",
    "frameworks", "programs", "databases", "backend", "frontend", "infrastructure", "infra", "techstack",
    "kenntnisse", "anforderungen", "programmiersprachen", "compétences", "outils", "logiciels", "langages",
    "conocimientos", "herramientas", "competenze", "vaardigheden", "kennis",
})
# "fluent Rust", "with some Elixir": of programming languages and frameworks only.
WRITTEN = frozenset({"programming_language", "framework"})
BEFORE_WRITTEN = frozenset({
    "fluent", "idiomatic", "coding", "programming", "learn", "learning", "writing", "write", "writes", "some",
    "mostly", "mainly", "pure", "plain", "modern", "predominantly", "primarily",
})
# What only the tagger vouches for is no program behind these: "the SAS", "our Chef".
ARTICLES = frozenset({
    "the", "a", "an", "our", "your", "this", "its", "their", "his", "her",
})
# A doubtful name behind these is a person's, before the others a firm's or a place's.
HONORIFICS = frozenset({
    "Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Professor", "Herr", "Herrn", "Frau", "Mme", "Mlle", "Monsieur",
    "Madame", "Señor", "Señora", "Mevrouw", "Sir", "Hon", "Judge", "Pastor", "Captain", "Sergeant", "Officer",
    "Nurse",
})
HOUSES = frozenset({
    "street", "avenue", "road", "county", "university", "college", "hospital", "hospitals", "arena", "hotel",
    "hotels", "restaurant", "restaurants", "airlines", "airways", "school", "schools", "gmbh", "ltd", "llc", "inc",
    "plc", "ag", "se", "corp", "corporation", "church", "museum", "clinic", "clinics", "health", "partners", "park",
    "center", "centre", "foundation", "bank", "energy", "group", "gruppe", "stores", "cinema", "theatre", "theater",
    "foods", "farm", "farms", "station", "dental", "transportation", "logistics", "insurance", "house", "bar",
    "grill", "cafe", "café", "bay", "beach", "valley", "sons", "brothers", "associates", "co", "hills", "city",
    "island", "magazine", "award", "awards", "festival",
})
# "d'Excel": what is glued to a word in front of it in French and Italian, and belongs to no name.
ELIDED = frozenset({
    "d", "l", "qu", "dell", "all", "nell", "sull",
})
# fmt: on
