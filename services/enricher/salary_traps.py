"""The words that say an amount is told about something else than pay, as sets: a look-up costs a tenth of a pattern."""

# A row of words is one line, however long.
# ruff: noqa: E501
from __future__ import annotations

import re
from itertools import pairwise

_TOKEN = re.compile(r"[\w&']+")


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# What money is raised, spent, owed or insured for.
_MONEY = _words("""
    aum revenue revenues turnover funding fund funds raise raises raised raising value values valued valuation assets cover budget budgets
    bonus bonuses signing stipend stipends allowance allowances tuition coverage relocation retention donor donors grant grants charity
    gave sales target targets quota quotas acv arr portfolio portfolios deductible stock stocks shares worth save saves saving savings
    discount discounts credit credits voucher vouchers prize prizes award awards fee fees fine fines loss losses spent cost costs deal
    deals scholarship scholarships loan loans mortgage mortgages debt debts fortune incentive incentives rent rents rental house houses
    claim claims cash payroll transaction transactions process processes processed freight parking adoption childcare gym membership
    memberships laptop laptops learning equipment violation violations payment payments commuter premium case cases p&l responsibility
    emi instalment instalments hsa fsa 401 401k pension merit bills billed tips extra additional differential differentials uplift
    levée dépenses dépense frais provision provisionen kosten ausgaben mutuelle titre titres ticket tickets participation avantage avantages
""")
_BEGINNINGS = (
    "fundrais", "reimburs", "insur", "referr", "donat", "invest", "contribut", "match", "spend", "pric", "purchas", "subsid", "penalt", "collect",
    "charg", "negotiat", "umsatz", "urlaub", "indemnité", "budget",
)  # fmt: skip
_ENDINGS = ("prämie", "prämien", "prime", "zuschuss", "zuschüsse", "budget", "bonus")
_PHRASES = (
    "sign on", "one time", "paid out", "per diem of", "benefits of", "benefit of", "support of", "help of", "plans start", "plan starts",
    "commission of", "commissions of", "commission up to", "commissions up to", "commission is", "chiffre d'affaires", "chiffre d affaires", "series a", "series b", "series c", "series d", "series e",
)  # fmt: skip
# Whom it comes from or how many there are; not in "customer service".
_PEOPLE = _words("""
    client clients customer customers kunden member members tenant tenants vendor vendors supplier suppliers patient patients employees users
    visitors downloads followers account accounts project projects market markets marketing companies homes properties app apps phone internet
""")
# After these the word before names a trade, not an owner of money.
_PAYERS = _PEOPLE - _words("account project market marketing app phone internet") | _words(
    "students parents people buyers guests they"
)
_TRADES = _words("""
    representative representatives associate associates manager managers executive executives rep reps advisor adviser assistant consultant
    service success care support experience specialist coordinator engineer analyst lead director
""")
_ON_TOP = frozenset(("equity", "commission", "commissions"))
_ELSEWHERE = ("from tenants", "from customers", "from clients", "with vendors", "with us", "on ads", "keep us")


def names_money(text: str) -> bool:
    """Whether something that costs or brings money is named: what stands between a pay word and an amount."""
    tokens = _TOKEN.findall(text.lower().replace("’", "'"))
    return not _ON_TOP.isdisjoint(tokens) or _names(tokens, _MONEY)


def names_other(text: str) -> bool:
    """Whether a sentence tells of other money or of other people's."""
    tokens = _TOKEN.findall(text.lower().replace("’", "'"))
    pays = any(verb in ("pay", "spend") and who in _PAYERS for who, verb in pairwise(tokens))
    return pays or _names(tokens, _MONEY) or _names(tokens, _PEOPLE)


def is_payer(before: str) -> bool:
    """Whether those are named last who pay and are not paid: "clients pay $500"."""
    tokens = _TOKEN.findall(before[-20:].lower())
    return bool(tokens) and tokens[-1] in _PAYERS


def goes_elsewhere(text: str) -> bool:
    """Whether what follows an amount names other money, or whom it comes from."""
    tokens = _TOKEN.findall(text.lower().replace("’", "'"))
    return _names(tokens, _MONEY) or _holds(tokens, _ELSEWHERE)


def _names(tokens: list[str], words: frozenset[str]) -> bool:
    for place, word in enumerate(tokens):
        if word in words or (words is _MONEY and (word.startswith(_BEGINNINGS) or word.endswith(_ENDINGS))):
            if (word == "sales" or words is _PEOPLE) and place + 1 < len(tokens) and tokens[place + 1] in _TRADES:
                continue
            return True
    return words is _MONEY and _holds(tokens, _PHRASES)


def _holds(tokens: list[str], phrases: tuple[str, ...]) -> bool:
    joined = " ".join(tokens)
    return any(phrase in joined for phrase in phrases)
