"""The learned weights that tell place names from words and what they stand for: linear, small, readable.

`data/mentions.json` holds them, made by `python -m geomap.training` (see there for the corpora and their credit).
"""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import repeat
from typing import Any, cast

from geomap.records import Role


@dataclass(frozen=True, slots=True)
class Model:
    """Weights by feature: one for "is a place name", and one a role.

    `place` has a table for Arabic script ("arabic") and one for all others ("other"); `roles` is for Arabic.
    """

    place: Mapping[str, Mapping[str, float]]
    role_names: tuple[Role, ...]
    roles: Mapping[str, tuple[float, ...]]
    threshold: float = 0.5

    def is_place(self, script: str, features: Iterable[str]) -> float:
        """The probability, 0..1, that a stretch with these features is a place name (logistic)."""
        total = sum(map(self.place[script].get, features, repeat(0.0)))
        return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))

    def role(self, features: Iterable[str]) -> tuple[Role, float]:
        """The likeliest role and its probability (softmax)."""
        rows = [row for row in map(self.roles.get, features) if row]
        totals = [sum(column) for column in zip(*rows, strict=True)] or [0.0] * len(self.role_names)
        best = max(range(len(totals)), key=totals.__getitem__)
        return self.role_names[best], 1 / sum(math.exp(total - totals[best]) for total in totals)

    def reasons(self, script: str, features: Iterable[str], most: int = 3) -> list[tuple[str, float]]:
        """The features that speak loudest for a place name, with their weights."""
        weights = self.place[script]
        loud = [(feature, weight) for feature in features if (weight := weights.get(feature, 0.0)) > 0.1]
        return sorted(loud, key=lambda pair: (-pair[1], pair[0]))[:most]


def model_from_json(data: Mapping[str, Any]) -> Model:
    """The model of a parsed weights file."""
    return Model(
        place=data["place"],
        role_names=cast("tuple[Role, ...]", tuple(data["role_names"])),
        roles={feature: tuple(weights) for feature, weights in data["roles"].items()},
        threshold=float(data.get("threshold", 0.5)),
    )


@cache
def shipped_model() -> Model:
    """The weights that geomap ships."""
    with resources.files("geomap").joinpath("data/mentions.json").open(encoding="utf-8") as stream:
        return model_from_json(json.load(stream))
