"""Learn what each sign of a candidate weighs, from texts that the weights of likeness were not learned from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

from intents.answering import likely_answer
from intents.candidates import candidates
from intents.clauses import tapback
from intents.likeness.model import Weights
from intents.likeness.texts import WRITTEN, Json, right
from intents.pending import answers
from intents.templates import by_templates
from intents.understand import consent_word, plainly, said_plainly

RIDGE = 1.0
# What counts more or less than one: a text that is no command; one that no candidate reads right (better be asked).
OF_NOTHING, OF_NONE_RIGHT = 1.5, 0.1
Example = tuple[
    list[dict[str, float]], list[bool], float
]  # signs of each candidate, which are right, its weight


def examples(texts: Iterable[Json], weights: dict[str, Weights]) -> list[Example]:
    """What there is to learn from texts that these weights were not learned from."""
    return [each for row in texts if (each := _example(row, weights[row["as"]]))]


def _example(row: Json, weights: Weights) -> Example | None:
    context = replace(WRITTEN, as_=row["as"], pending=row.get("pending"))
    words = said_plainly(row["text"])
    if not words.words or tapback(row["text"]) or (row["as"] == "collector" and consent_word(row["text"])):
        return None
    if context.pending and (
        answers(words, row["text"], context) is not None or likely_answer(words, context)
    ):
        return None
    found, tier = by_templates(words, context)
    if plainly(found, tier, context):
        return None
    offered = candidates(found, tier, words, context, weights)
    good = [right(each.commands, row) for each in offered]
    counts = 1.0 if row["commands"] else OF_NOTHING
    if not any(good):
        good, counts = [not each.commands for each in offered], OF_NONE_RIGHT
    return [{sign: float(value) for sign, value in each.signs.items()} for each in offered], good, counts


def weighed(given: list[Example]) -> dict[str, float]:
    """What each sign weighs: a conditional logit, where the right candidates share the chance, with a ridge."""
    names = sorted({sign for signs, _, _ in given for each in signs for sign in each})
    number = {name: i for i, name in enumerate(names)}
    tables = [(_table(signs, number), np.array(good), counts) for signs, good, counts in given]

    def loss(weights: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        cost, slope = RIDGE / 2 * float(weights @ weights), RIDGE * weights
        for table, good, counts in tables:
            score = table @ weights
            odds = np.exp(score - score.max())
            odds /= odds.sum()
            among = np.where(good, odds, 0.0)
            chance = among.sum() + 1e-12
            cost -= counts * float(np.log(chance))
            slope = slope + counts * (table.T @ (odds - among / chance))
        return cost, slope

    found = minimize(loss, np.zeros(len(names)), jac=True, method="L-BFGS-B", options={"maxiter": 300}).x
    return {name: round(float(weight), 3) for name, weight in zip(names, found, strict=True)}


def _table(signs: list[dict[str, float]], number: dict[str, int]) -> NDArray[np.float64]:
    out: NDArray[np.float64] = np.zeros((len(signs), len(number)))
    for k, each in enumerate(signs):
        for name, value in each.items():
            out[k, number[name]] = value
    return out
