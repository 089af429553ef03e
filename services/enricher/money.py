"""How amounts of money are written: numbers of several countries, units such as k and lakh, currency signs and codes."""

# A pattern or a table row is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from decimal import Decimal

# Longest first: thousands with one and the same separator, then plain digits. Indian groups have two digits.
NUMBER_PATTERN = (
    r"(?:\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d{1,2}(?!\d))?"
    r"|\d{1,3}(?:\.\d{3})+(?!\d)(?:,\d{1,2}(?!\d))?"
    r"|\d{1,3}(?:[ \u00a0\u202f'’]\d{3})+(?!\d)(?:[.,]\d{1,2}(?!\d))?"
    r"|\d+(?:[.,]\d{1,2}(?!\d))?)"
)

_SIGNS: dict[str, str | None] = {
    "us$": "USD", "ca$": "CAD", "c$": "CAD", "cad$": "CAD", "au$": "AUD", "a$": "AUD", "nz$": "NZD", "s$": "SGD", "hk$": "HKD", "r$": "BRL",
    "mx$": "MXN", "usd$": "USD", "$": None, "£": "GBP", "€": "EUR", "₹": "INR", "rs.": "INR", "rs": "INR", "¥": None, "￥": None,
    "zł": "PLN", "₽": "RUB", "₩": "KRW", "₱": "PHP", "₪": "ILS", "kr": None, "kr.": None, "fr.": "CHF", "sfr.": "CHF", "r": None, "euros": "EUR", "euro": "EUR", "dollars": None,
    "円": "JPY", "元": "CNY", "원": "KRW", "₺": "TRY", "₴": "UAH", "₫": "VND", "₦": "NGN", "฿": "THB", "kč": "CZK", "ft": "HUF", "lei": "RON", "rm": "MYR", "rp": "IDR", "rp.": "IDR",
    "tl": "TRY", "nt$": "TWD", "ksh": "KES", "руб": "RUB", "руб.": "RUB", "грн": "UAH", "dhs": "AED", "pesos": None, "francs": None, "reais": "BRL", "yen": "JPY", "rupees": "INR",
}  # fmt: skip
CODES = (
    "USD", "CAD", "AUD", "NZD", "GBP", "EUR", "INR", "SGD", "HKD", "CHF", "SEK", "NOK", "DKK", "PLN", "CZK", "HUF", "RON", "BRL", "MXN",
    "ZAR", "JPY", "CNY", "RMB", "KRW", "PHP", "AED", "SAR", "ILS", "MYR", "THB", "KES", "PKR", "RUB", "TWD",
    "TRY", "UAH", "NGN", "VND", "IDR", "COP", "CLP", "ARS", "PEN", "EGP", "QAR", "KWD", "BHD", "OMR", "LKR", "BDT", "GHS", "BGN", "ISK", "MAD",
)  # fmt: skip
_BY_COUNTRY = {
    "$": {
        "us": "USD",
        "ca": "CAD",
        "au": "AUD",
        "nz": "NZD",
        "sg": "SGD",
        "hk": "HKD",
        "mx": "MXN",
        "tw": "TWD",
        "cl": "CLP",
        "co": "COP",
        "ar": "ARS",
    },
    "dollars": {"us": "USD", "ca": "CAD", "au": "AUD", "nz": "NZD", "sg": "SGD", "hk": "HKD"},
    "¥": {"jp": "JPY", "cn": "CNY"},
    "￥": {"jp": "JPY", "cn": "CNY"},
    "r": {"za": "ZAR"},
    "kr": {"se": "SEK", "no": "NOK", "dk": "DKK", "is": "ISK"},
    "kr.": {"se": "SEK", "no": "NOK", "dk": "DKK", "is": "ISK"},
    "pesos": {"mx": "MXN", "ph": "PHP", "co": "COP", "cl": "CLP", "ar": "ARS"},
    "francs": {"ch": "CHF"},
}
# Written in small letters these are words or measures.
_ONLY_AS_WRITTEN = {
    "ft": "Ft",
    "rm": "RM",
    "rp": "Rp",
    "rp.": "Rp.",
    "tl": "TL",
    "r": "R",
    "TRY": "TRY",
    "PEN": "PEN",
    "COP": "COP",
    "MAD": "MAD",
    "ARS": "ARS",
}


def _spelling(sign: str) -> str:
    """A pattern of one sign; a digit may follow it at once ("EUR45000"), a letter may not."""
    written = f"(?-i:{re.escape(_ONLY_AS_WRITTEN[sign])})" if sign in _ONLY_AS_WRITTEN else re.escape(sign)
    return written + (r"(?![^\W\d_])" if sign[-1].isalpha() and sign.isascii() else "")


SIGN_PATTERN = f"(?:{'|'.join(_spelling(sign) for sign in [*sorted(_SIGNS, key=len, reverse=True), *CODES])})"
# Before a number ("45 dollars" and "45 yen" stand behind one).
_LETTERED = frozenset(
    ("rs", "rs.", "fr.", "sfr.", "r", "kr", "kr.", "zł", "rm", "rp", "rp.", "ft", "kč", "lei", "tl", "ksh", "dhs")
)
# The last two characters of all that may stand there, of "R" also with what is before it.
CODE_ENDINGS = frozenset(code[-2:].lower() for code in (*CODES, *_LETTERED)) | {f"{sign}r" for sign in " \t\n(–-:,/"}
_GROUPING = str.maketrans("", "", " \u00a0\u202f'’")
_PARTS = re.compile(r"(.*?)(?:([.,])(\d{1,2}))?")
_CODE_NEAR = re.compile(r"^[\s(\[]{0,3}(?:gross\s+|brutto\s+|in\s+)*(" + "|".join(CODES) + r")\b")
_DOLLARS = {"us": "USD", "u.s.": "USD", "american": "USD", "canadian": "CAD", "australian": "AUD", "singapore": "SGD"}
_NAMED_DOLLARS = re.compile(
    r"^[\s(\[]{0,3}(u\.s\.|us|american|canadian|australian|singapore)\s+dollars?\b", re.IGNORECASE
)
_SCALES: dict[str, int | Decimal] = {
    "k": 1_000, "t": 1_000, "thousand": 1_000, "grand": 1_000, "tsd": 1_000, "tausend": 1_000, "lakh": 100_000, "lakhs": 100_000, "lac": 100_000, "lacs": 100_000, "lpa": 100_000,
    "l": 100_000, "cr": 10_000_000, "crore": 10_000_000, "crores": 10_000_000, "m": 1_000_000, "mio": 1_000_000, "million": 1_000_000, "millions": 1_000_000, "p": Decimal("0.01"), "pence": Decimal("0.01"), "万": 10_000, "萬": 10_000, "만": 10_000, "tys": 1_000, "tis": 1_000, "тыс": 1_000,
}  # fmt: skip


def number(written: str) -> Decimal:
    """The value of a number written in any of the known ways: "12,34,567.50", "50.000", "1 234,56", "82.5"."""
    plain = written.translate(_GROUPING)
    # A separator followed by one or two last digits is the decimal one; every other only groups.
    whole, point, cents = _PARTS.fullmatch(plain).groups()  # type: ignore[union-attr]
    return Decimal(whole.replace(".", "").replace(",", "") + (f".{cents}" if point else ""))


def scale(unit: str | None) -> int | Decimal:
    """What a unit such as "k", "lakh" or "pence" multiplies by; 1 for none."""
    return _SCALES.get((unit or "").strip().lower().rstrip("."), 1)


def is_code(word: str) -> bool:
    """Whether a word before a number is a currency: "EUR 45", "Rs 45"; "try 45" is none."""
    name = word.lower()
    if name in _LETTERED:
        return _ONLY_AS_WRITTEN.get(name, word) == word
    return word.upper() in CODES and _ONLY_AS_WRITTEN.get(word.upper(), word) == word


def local_dollar(country: str) -> str | None:
    """Whose dollar is meant in a country (ISO alpha-2, lower case) that has dollars of its own."""
    return _BY_COUNTRY["$"].get(country)


def currency_of(signs: list[str], after: tuple[str, ...], country: str, *, is_yearly: bool = False) -> str | None:
    """The ISO code that signs and codes tell; an ambiguous sign takes the country's, else stays open.

    A code wins over a sign: "$80,000 USD" in Canada is US money.
    """
    names = [sign.strip().lower() for sign in signs]
    codes = [name.upper() for name in names if name.upper() in CODES]
    codes += [_DOLLARS[named[1].lower()] for words in after if (named := _NAMED_DOLLARS.match(words))]
    codes += [near[1] for words in after if (near := _CODE_NEAR.match(words))]
    if codes:
        return "CNY" if codes[0] == "RMB" else codes[0]
    for name in names:
        if known := _SIGNS.get(name):
            return known
    for name in names:
        if local := _BY_COUNTRY.get(name, {}).get(country):
            return local
    # Lakhs are counted in rupees here; Pakistan and Bangladesh would name theirs.
    return "INR" if is_yearly and not names else None
