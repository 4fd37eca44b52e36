"""Which of a text's candidates is meant: a softmax over their signs, its weights learned from labelled texts."""

from __future__ import annotations

import json
import math
from functools import lru_cache
from importlib.resources import files

from intents.candidates import Candidate

Weighing = dict[str, float]


@lru_cache(maxsize=2)
def weighing(side: str) -> Weighing:
    """What each sign weighs on a side, "staff" or "collector"; learned by ``intents.likeness.train``."""
    found: dict[str, Weighing] = json.loads((files("intents") / "judge.json").read_text())
    return found[side]


def chances(candidates: list[Candidate], side: str) -> list[float]:
    """How likely each candidate is what was meant; they add up to 1."""
    weights = weighing(side)
    scores = [
        sum(weights.get(name, 0.0) * value for name, value in each.signs.items()) for each in candidates
    ]
    highest = max(scores)
    odds = [math.exp(score - highest) for score in scores]
    total = sum(odds)
    return [each / total for each in odds]
