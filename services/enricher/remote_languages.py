"""Remote, hybrid or on site in Spanish, Portuguese, Italian, Dutch, Polish and the Nordic languages, by the words alone.

English, German and French have rules of their own (`remote_words.py`). Here a sentence counts the ideas it names, such
as home, office, some days, all, not, whatever their order is.
"""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

from services.enricher.reading import any_of, blank, holds
from services.enricher.remote_words import RemoteType

# A sentence in one of these languages holds one of them, and no English one does.
NEEDLES = (
    "remoto", "remota", "teletrab", "telelavor", "presencial", "íbrid", "hibrid", "ibrid", "oficina", "smart working", "smartworking", "lavoro agile", "in sede", "presenza", "ufficio", "escritório", "escritorio",
    "distancia", "distância", "distanza", "desde casa", "de casa", "da casa", "em casa", "en casa", "afstand", "thuis", "vanuit huis", "kantoor", "op locatie", "zdaln", "stacjonarn", "biur", "hybrydow", "z domu",
    "hemifrån", "distans", "hemarbet", "hjemme", "på plats", "på stedet", "kontoret", "etätyö", "praca z ", "donde quier", "dove vuoi", "onde quiser", "waar je ", "skąd chcesz", "var du vill", "hvor du vil", "días", " dias", "giorni", "dagen", " dni ", "dagar",
)  # fmt: skip
_AWAY = (
    r"(?:(?:en\s+)?remot[oaie]s?(?:mente)?\b|remote(?:ly)?\b|teletrab\w+|telelavoro|[aà]\s+dist[aâ]n[cz]i?a\b|desde\s+(?:(?:tu|su)\s+)?casa|desde\s+cualquier\s+\w+|desde\s+donde\s+(?:quieras|desees|sea|prefieras)|de\s+onde\s+(?:quiser|você)|da\s+dove\s+vuoi|waar\s+je\s+(?:maar\s+)?wilt?|skąd\s+chcesz|var\s+du\s+vill|hvor\s+du\s+vil|de\s+qualquer\s+(?:lugar|local|parte)|da\s+(?:casa|remoto)|a\s+partir\s+de\s+casa"
    r"|(?:de|em|en|a)\s+casa\b|home[\s-]?office|smart\s*working|lavoro\s+agile|op\s+afstand|thuis\w*|vanuit\s+huis|zdaln\w+|z\s+domu|distans(?:arbete)?\b|på\s+distans|hemifrån|hemarbete|hjemme\w*|etätyö\w*|fjernarbejde)"
)
_DESK = r"(?:oficinas?\b|presencia\w*|in\s+presenza|(?:in|presso\s+la)\s+(?:nostra\s+)?sede|ufficio|escrit[óo]rios?|kantoor\w*|op\s+locatie|biur\w+|stacjonarn\w+|kontoret|på\s+plats|på\s+stedet|on-?site|(?<!home\s)(?<!home-)office)"
_ONSITE = r"(?:presencia(?:l\w*|is)|in\s+presenza|(?:lavor\w+|attività|lavoro)\s+(?:\w+\s+){0,2}in\s+sede|op\s+(?:(?:ons|het|de)\s+)?(?:kantoor|locatie)|(?:w|z)\s+(?:naszy\w+\s+)?biur\w+|stacjonarn\w+|på\s+plats|på\s+kontoret|en\s+(?:la|nuestras?)\s+oficinas?|no\s+escritório)"
_HYBRID = any_of(
    r"\b(?:modalidades?|modelo|trabaj\w+|trabalh\w+|formato|esquema|r[ée]gimen?|regime|modell?[oi]?|lavor\w+|modalità|contratto|prac[aęy]\w*|tryb\w*|formą?|puesto|vaga|jornada|sistema|modo|mod\w*|horario|arbeids?\w*|arbete\w*)\s*:?\s+(?:\w+\s+){0,2}(?:h[íi]brid|ibrid|hybrydow|hybrid)\w*",
    r"(?:^|[(\[|/:,–-])\s*(?:h[íi]brid[oa]|ibrid[oa]|hybrydow\w+|hibrido)\s*(?:$|[)\]|/.,:–-])|\bhybrid\w*\s+(?:werk\w*|arbet\w*|arbeid\w*)|\bhybrydow\w+\s+(?:tryb|model|form)\w*|\bhybrydowo\b|\b(?:ser|sarà|será|é|es|è|jest)\s+(?:h[íi]brid|ibrid|hybrydow)\w*",
)
_COUNT = r"(?:[1-4](?:\s*(?:-|–|o|ou|a|of|do|lub|eller)\s*[1-5])?|un[oa]?|dos|tres|cuatro|due|tre|quattro|dois|duas|três|quatro|twee|drie|vier|één|een|dwa|trzy|cztery|jeden|två|fyra|to)"
_SOME = any_of(
    rf"\b{_COUNT}\s+(?:\w+\s+)?(?:d[ií]as?|giorn[oi]|dagen|dag|dni|dzień|dagar|dage|dager|veces|vezes|volte|keer|razy|gånger)\b|\b(?:one|two|three|four|[1-4])\s+days?\b",
    r"(?<!\d)[1-9]\d\s?%|\b(?:algunos|alguns|alcuni|parcial\w*|parziale\w*|en\s+parte|em\s+parte|gedeeltelijk\w*|deels|częściowo|delvis|ocasional\w*|possibilit\w+|posibilidad|possibilidade|mogelijkheid|możliwość|opción|opzione|occasionale|okazjonaln\w+|(?<!horario\s)(?<!horarios\s)(?<!jornada\s)flexible|a\s+settimana|resto)\b|\b(?:teletrabajo|teletrabalho|thuiswerk\w*|smart\s*working|praca\s+zdalna)\s+(?:is\s+|es\s+|è\s+|é\s+|jest\s+)?(?:posible|mogelijk|possibile|possível|możliw\w+)\b",
)
_FULL = any_of(
    r"\b100\s?%|\b(?:totalmente|completamente|integralmente|íntegramente|enteramente|permanente|exclusivamente|volledig|altijd|w\s+pełni|całkowicie|wyłącznie|interamente|full|fully|helt|fullt|solo|sólo)\b|\b(?:desde|de|z|da|från)\s+(?:cualquier|qualquer|dowolnego|qualsiasi|hele)\b"
)
_EVERY_DAY = any_of(
    r"\b(?:5|cinco|cinque|vijf|pięć|fem|todos\s+los|todos\s+os|ogni|alle|elke|każdego)\s*(?:los\s+)?(?:d[ií]as?|giorn[oi]|dagen|dag|dni|dnia|dagar|dage|dager)\b|\bde\s+lunes\s+a\s+viernes\b|\b100\s?%\s+(?:presencia\w+|in\s+presenza|stacjonarn\w+|op\s+kantoor)"
)
_NOT = any_of(
    rf"\b(?:no|sin|ni|não|sem|nem|non|senza|niet|geen|zonder|nie|bez|brak|inte|ej|ikke|uden|uten|ingen)\s+(?:\w+\s+){{0,4}}?{_AWAY}",
    rf"{_AWAY}\s+(?:kan|gaat|mag|wordt)\s+(?:\w+\s+){{0,3}}?niet\b",
    rf"{_AWAY}\s+(?:\w+\s+){{0,5}}?(?:no|não|non|niet|nie|inte|ikke)\s+(?:\w+\s+){{0,2}}?(?:posible|es\b|possível|é|possibil\w+|disponib\w+|dispon[íi]vel|previst\w+|mogelijk|możliw\w+|prevede|möjlig\w*|muligt?|se\s+\w+|hay)",
)
# What is far away or mixed, but no place of work.
_DECOYS = any_of(
    rf"\b(?:soporte|acceso|asistencia|atención|control\w*|mando|supervisión|monitore\w+|servid\w+|escritorio|equipos?\s+de\s+trabajo|equipos|suporte|acesso|assist[êe]n\w+|assistenza|accesso|supporto|controllo|server|toegang|ondersteuning|dostęp\w*|wsparci\w+|pomoc\w*|serwer\w*|formaci[óo]n|formazione|formação|educa\w+|cursos?|corsi|onderwijs|nauk\w+|kurs\w*|zonas?|áreas?|comunidades?|lugares|regiones|atendimento|vendas?|vent\w+)\s+(?:\w+\s+)?{_AWAY}",
    r"\b(?:coches?|veh[íi]cul\w+|carros?|motor\w*|auto|veicoli|automóviles|samochod\w+|pojazd\w+|voertuig\w*|wagen\w*|nube|cloud|nuvem)\s+(?:\w+\s+){0,2}(?:h[íi]brid|ibrid|hybryd|hybrid)\w*|\b(?:h[íi]brid|ibrid|hybryd)\w*\s+(?:cloud|nube|nuvem)",
    r"\bthuis(?:zorg|verpleg\w+|bezorg\w*|basis|wedstrijd)\w*|\b(?:voel|voelt|voelen)\b[^.;\n]{0,20}\bthuis|\bmaterial\s+de\s+oficina|\b(?:microsoft|ms)\s+office|\bsede\s+(?:legale|central|social)|\bentregas?\s+(?:a|em)\s+casa",
)
_AWAY_WORD, _DESK_WORD, _ONSITE_WORD = (
    any_of(rf"(?<!\w){_AWAY}"),
    any_of(rf"(?<!\w){_DESK}"),
    any_of(rf"(?<!\w){_ONSITE}"),
)


def names_place(lower: str) -> bool:
    """Whether a text of lower case may tell of the place of work in one of these languages."""
    return holds(lower, NEEDLES)


def judged(sentence: str) -> tuple[RemoteType, bool] | None:  # noqa: PLR0911 - a ladder of rules, each a line
    """What a sentence, a title or a place says, and whether it says so firmly."""
    clean = _DECOYS.sub(blank, sentence)
    away, desk = _AWAY_WORD.search(clean), _DESK_WORD.search(clean)
    if away and _NOT.search(clean):
        return ("hybrid", True) if _SOME.search(clean) or _FULL.search(clean) else ("onsite", True)
    if _EVERY_DAY.search(clean) and desk and not away:
        return "onsite", True
    if _HYBRID.search(clean):
        return "hybrid", True
    if (away or desk) and _SOME.search(clean):
        return "hybrid", True
    if away and desk:
        return "hybrid", False
    if away:
        return "remote", bool(_FULL.search(clean))
    return ("onsite", False) if _ONSITE_WORD.search(clean) else None
