"""Features by name, and what weights learned for them say: linear and logistic regression, a sum in plain Python."""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, log

Features = list[tuple[str, float]]


def linear(features: Sequence[tuple[str, float]], weight: dict[str, float]) -> float:
    """The weighted sum of named features, without the bias."""
    get = weight.get
    total = 0.0
    for name, value in features:
        total += get(name, 0.0) * value
    return total


def logistic(features: Sequence[tuple[str, float]], weight: dict[str, float]) -> float:
    """The probability that a logistic regression gives to features by name; unknown names weigh nothing."""
    total = weight.get("bias", 0.0)
    get = weight.get
    for name, value in features:
        total += get(name, 0.0) * value
    return sigmoid(total)


def sigmoid(total: float) -> float:
    """1 / (1 + e^-x), safe at both ends."""
    return 1.0 / (1.0 + exp(-total if -30.0 < total < 30.0 else -30.0 if total > 0 else 30.0))


def logit(p: float) -> float:
    """The log odds of a probability, kept within those of 1 and 99 %."""
    p = min(0.99, max(0.01, p))
    return log(p / (1 - p))
