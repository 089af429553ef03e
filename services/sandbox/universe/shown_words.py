"""Display text that the API puts into the language of the request: employment types and relative dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta

_TYPES = {
    "en": {"FULLTIME": "Full-time", "PARTTIME": "Part-time", "CONTRACTOR": "Contractor", "INTERN": "Internship"},
    "fr": {"FULLTIME": "À plein temps", "PARTTIME": "À temps partiel", "CONTRACTOR": "Prestataire", "INTERN": "Stage"},
    "de": {"FULLTIME": "Vollzeit", "PARTTIME": "Teilzeit", "CONTRACTOR": "Auftragnehmer", "INTERN": "Praktikum"},
    "ja": {
        "FULLTIME": "フルタイム",
        "PARTTIME": "パートタイム",
        "CONTRACTOR": "請負業者",
        "INTERN": "インターンシップ",
    },
    "ru": {
        "FULLTIME": "Полная занятость",
        "PARTTIME": "Частичная занятость",
        "CONTRACTOR": "Подрядчик",
        "INTERN": "Стажировка",
    },
    "es": {
        "FULLTIME": "A tiempo completo",
        "PARTTIME": "A tiempo parcial",
        "CONTRACTOR": "Contratista",
        "INTERN": "Prácticas",
    },
}
_AND = {"en": " and ", "fr": " et ", "de": " und ", "ja": "、", "ru": " и ", "es": " y "}
_DAYS_AGO = {
    "en": ("{} day ago", "{} days ago", "{} hours ago"),
    "fr": ("il y a {} jour", "il y a {} jours", "il y a {} heures"),
    "de": ("vor {} Tag", "vor {} Tagen", "vor {} Stunden"),
    "ja": ("{} 日前", "{} 日前", "{} 時間前"),
    "ru": ("{} день назад", "{} дней назад", "{} часов назад"),
    "es": ("hace {} día", "hace {} días", "hace {} horas"),
}


def shown_types(types: tuple[str, ...], language: str, *, dash: bool) -> str:
    """`Full-time and Part-time`, `フルタイム、パートタイム`; `dash` puts an en dash where boards do."""
    words = _TYPES.get(language, _TYPES["en"])
    text = _AND.get(language, _AND["en"]).join(words.get(kind, kind) for kind in types)
    return text.replace("-", "–") if dash else text


def relative_date(posted: datetime, today: date, language: str) -> str:
    """`2 days ago` in the language of the request; the same all day long."""
    one, many, hours = _DAYS_AGO.get(language, _DAYS_AGO["en"])
    days = (today - posted.date()) // timedelta(days=1)
    if days < 1:
        return hours.format(5)
    if days == 1:
        return hours.format(24 - posted.hour) if posted.hour else one.format(1)
    return many.format(days)
