"""What the next run would cost, without making a call."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import Engine

from services.enricher.chatgpt import prompt
from services.enricher.chatgpt.chatgpt_enricher import texts, unread
from services.enricher.chatgpt.client import PROVIDER, Prices
from services.enricher.chatgpt.company import in_company
from services.shared.run_context import RunContext
from services.shared.settings import Settings
from services.shared.spend import spent_today

# What a model writes about a posting when nothing is odd; the reservation reckons with far more.
USUAL_TOKENS_OUT = 300


@dataclass(frozen=True, slots=True)
class Estimate:
    """Money in US dollars. `affordable_texts` is how many of them today's budget is sure to carry."""

    texts: int
    calls: int
    tokens_in: int
    likely_usd: Decimal
    most_usd: Decimal
    budget_usd: Decimal
    spent_today_usd: Decimal
    affordable_texts: int


def estimate(engine: Engine, *, run: RunContext, settings: Settings) -> Estimate:
    """Plan the calls of a run as it would make them, and add them up."""
    prices = Prices.from_settings(settings)
    with engine.connect() as conn:
        due = unread(conn, run)
        spent = spent_today(conn, provider=PROVIDER)
    budget = Decimal(str(settings.openai_daily_budget_usd))
    calls = tokens_in = affordable = 0
    likely = most = Decimal(0)
    for postings in in_company(texts(engine, due), most=settings.openai_batch_size):
        calls += 1
        asked = prompt.most_tokens_in(postings)
        tokens_in += asked
        likely += prices.cost(asked, USUAL_TOKENS_OUT * len(postings))
        reserved = prices.most(postings)
        most += reserved
        if spent + likely - prices.cost(asked, USUAL_TOKENS_OUT * len(postings)) + reserved <= budget:
            affordable += len(postings)
    return Estimate(len(due), calls, tokens_in, likely, most, budget, spent, affordable)
