"""Which of many it will be: a weighted sum of features, by a formula at first, taught by the gallery's own sales later.

Taught as a choice (conditional logit): of those who could have bought a work, or of the works that could have been
bought, the weights make the one that was chosen likely. They start from the formula and are held to it, so that few
sales move them little.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from crm_core.services.predict.descent import Numbers, lowest
from crm_core.services.recommend.features import OF_CONTACTS, OF_WORKS

# Likeness summed over what was bought, by the root of how much that was, times the chance to buy at all; less for
# each factor by which price and size are off. Of works: as much like what was bought, and new.
CONTACTS_FORMULA = {"chance": 1.0, "activity": -0.5, "likeness": 1.0, "price": -0.5, "size": -0.25}
WORKS_FORMULA = {"likeness": 1.0, "newness": 0.5, "price": -0.5, "size": -0.25}
HELD = 3.0  # how strongly, in choices
ENOUGH = 200  # choices, from which on teaching helps

Choice = tuple[Numbers, int]  # the features of all candidates, and which of them it was


@dataclass(frozen=True)
class Ranker:
    """weights: one for each feature; choices: how many taught it, 0 for the formula."""

    weights: tuple[float, ...]
    choices: int = 0

    def scores(self, features: Numbers) -> Numbers:
        """Of each candidate; a difference of 1 makes one e times as likely as the other."""
        found: Numbers = features @ np.array(self.weights)
        return found

    def reasons(self, features: Numbers, candidate: int) -> list[tuple[int, float]]:
        """What lifts a candidate above the middle of all: (feature, by how much), the strongest first."""
        lift = (features[candidate] - np.median(features, axis=0)) * np.array(self.weights)
        return [(int(each), float(lift[each])) for each in np.argsort(-lift) if lift[each] > 0]


def formula(weights: Mapping[str, float], names: Sequence[str]) -> Ranker:
    return Ranker(tuple(weights.get(name, 0.0) for name in names))


FOR_CONTACTS = formula(CONTACTS_FORMULA, OF_CONTACTS)
FOR_WORKS = formula(WORKS_FORMULA, OF_WORKS)


def taught(start: Ranker, choices: Sequence[Choice]) -> Ranker:
    """A ranker that these choices taught; `start` itself where they are too few."""
    if len(choices) < ENOUGH:
        return start
    table = np.concatenate([features for features, _ in choices])
    sizes = np.array([len(features) for features, _ in choices])
    begins = np.concatenate(([0], np.cumsum(sizes)[:-1]))
    chosen = begins + np.array([which for _, which in choices])
    spread = table.std(axis=0)
    spread[spread < 1e-9] = 1.0
    table = (table - table.mean(axis=0)) / spread
    prior, group = np.array(start.weights) * spread, np.repeat(np.arange(len(choices)), sizes)

    def cost(weights: Numbers) -> tuple[float, Numbers]:
        score = table @ weights
        highest = np.maximum.reduceat(score, begins)
        share = np.exp(score - highest[group])
        total = np.add.reduceat(share, begins)
        share /= total[group]
        off = weights - prior
        value = -(score[chosen] - highest - np.log(total)).sum() + HELD * float(off @ off) / 2
        return float(value), share @ table - table[chosen].sum(axis=0) + HELD * off

    return Ranker(tuple(float(each) for each in lowest(cost, prior) / spread), len(choices))
