"""How many points each factor may give: the defaults of `ranking_config.toml`, or a campaign's own."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import Any

from services.shared.errors import ConfigurationError

CONFIG_FILE = Path(__file__).with_name("ranking_config.toml")


@lru_cache(maxsize=1)
def ranking_config() -> dict[str, Any]:
    """The parsed configuration file; raises ConfigurationError when its weights are not valid."""
    config = tomllib.loads(CONFIG_FILE.read_text(encoding="utf-8"))
    _checked(config["weights"], config["weights"].keys())
    return config


def default_weights() -> dict[str, Decimal]:
    """Points of a perfect fit by factor, together 100."""
    weights: Mapping[str, Any] = ranking_config()["weights"]
    return _checked(weights, weights.keys())


def validated_weights(weights: Mapping[str, Any]) -> dict[str, Decimal]:
    """A campaign's own weights; raises ConfigurationError with the reason when they cannot be used.

    Every factor is there and no other, none is negative, none has more than two decimals, and they sum to 100.
    """
    return _checked(weights, default_weights().keys())


def weights_version(weights: Mapping[str, Decimal]) -> str:
    """Eight letters that tell one set of weights from another."""
    content = ",".join(f"{name}={weight.normalize():f}" for name, weight in sorted(weights.items()))
    return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()[:8]


def _checked(weights: Mapping[str, Any], factors: Any) -> dict[str, Decimal]:
    if not isinstance(weights, Mapping) or set(weights) != set(factors):
        raise ConfigurationError(f"Weights are wanted for exactly these factors: {', '.join(factors)}.")
    try:
        checked = {name: Decimal(str(weights[name])) for name in factors}
    except InvalidOperation as error:
        raise ConfigurationError("A weight is a number.") from error
    # More decimals would let rounded points add up to more than 100.
    if any(not w.is_finite() or w < 0 or w != round(w, 2) for w in checked.values()) or _has_booleans(weights):
        raise ConfigurationError("A weight is a number from 0 to 100 with at most two decimals.")
    if (total := sum(checked.values())) != 100:
        raise ConfigurationError(f"Weights sum to 100, and these sum to {total}.")
    return checked


def _has_booleans(weights: Mapping[str, Any]) -> bool:
    return any(isinstance(weight, bool) for weight in weights.values())
