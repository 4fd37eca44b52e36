"""Learn the weights anew: ``python -m intents.likeness.train`` reads ``corpus/*.jsonl``, writes ``*.npz``.

Deterministic: the same corpus gives the same weights.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from intents.likeness.aligned import Example, aligned
from intents.likeness.expanded import expanded
from intents.likeness.features import hashed, of_sentence
from intents.likeness.labels import MANY, NONE, name_of
from intents.likeness.model import (
    OUT,
    Weights,
    move_keys,
    packed,
    told_keys,
    word_keys,
)
from intents.likeness.paths import START, best_path
from intents.phrases import stems
from intents.understand import Context

HERE = Path(__file__).parent
# The moment, place and money for which the labels of the corpus were written.
WRITTEN = Context(datetime(2026, 11, 20, 10, tzinfo=ZoneInfo("America/New_York")))
SEEN = 3  # texts a feature must be in
ROUNDS = 8
RIDGE = 0.6  # how much large weights cost; chosen by leaving authors out
Json = Any


def rows(paths: Iterable[Path]) -> list[Json]:
    """The labelled texts of some files."""
    return [json.loads(line) for path in paths for line in path.read_text().splitlines() if line.strip()]


def learned(lines: Iterable[Json], side: str) -> Weights:
    """The weights of a side from labelled texts."""
    examples = [each for row in lines if row["as"] == side and (each := aligned(row, WRITTEN))]
    examples += expanded(side, WRITTEN)
    labels = sorted({each.label for each in examples} | {NONE})
    keys, weights, scale = _sentences(examples, labels)
    slots = _slots(examples, labels)
    tags, tag_keys, tag_from, tag_ids, tag_weights = _tagger(examples, slots)
    return Weights(
        labels, slots, keys, weights, scale, tags, tag_keys, tag_from, tag_ids, tag_weights, _told(examples)
    )


def _slots(examples: list[Example], labels: list[str]) -> dict[str, list[str]]:
    """The slots that were ever said with a label's command."""
    found: dict[str, set[str]] = defaultdict(set)
    for each in examples:
        found[name_of(each.label)].update(tag[2:] for tag in each.tags if tag != OUT)
    return {label: sorted(found[name_of(label)]) for label in labels}


def _sentences(examples: list[Example], labels: list[str]) -> tuple[Any, Any, float]:
    """Softmax regression with a ridge penalty, fitted with L-BFGS."""
    sets = [sorted(set(hashed(of_sentence(each.looked)))) for each in examples]
    seen = Counter(key for each in sets for key in each)
    keys = np.array(sorted(key for key, times in seen.items() if times >= SEEN), dtype=np.uint32)
    place = {int(key): i for i, key in enumerate(keys)}
    cells = [(row, place[key]) for row, each in enumerate(sets) for key in each if key in place]
    at = np.array(cells).T
    matrix = csr_matrix((np.ones(len(cells)), (at[0], at[1])), shape=(len(sets), len(keys)))
    number = {label: i for i, label in enumerate(labels)}
    wanted = np.array([number[each.label] for each in examples])
    shape = (len(keys), len(labels))

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(shape)
        score = matrix @ weights
        score -= score.max(axis=1, keepdims=True)
        odds = np.exp(score)
        odds /= odds.sum(axis=1, keepdims=True)
        each = np.arange(len(wanted))
        cost = -np.log(odds[each, wanted] + 1e-12).sum() + RIDGE / 2 * (flat @ flat)
        odds[each, wanted] -= 1
        return cost, (matrix.T @ odds + RIDGE * weights).ravel()

    fitted = minimize(
        loss, np.zeros(shape).ravel(), jac=True, method="L-BFGS-B", options={"maxiter": 60}
    ).x.reshape(shape)
    scale = float(np.abs(fitted).max() / 127)
    return keys, np.round(fitted / scale).astype(np.int8), scale


def _told(examples: list[Example]) -> Any:
    found = {
        key
        for each in examples
        if each.label not in (NONE, MANY)
        for word, tag in zip(each.looked.run.words, each.tags, strict=False)
        if tag == OUT
        for key in told_keys(each.label, [word, *stems(word)])
    }
    return np.array(sorted(found), dtype=np.uint32)


class _Perceptron:
    """Averaged weights of (feature, tag) pairs."""

    def __init__(self) -> None:
        self.now: dict[int, dict[str, float]] = defaultdict(dict)
        self.sum: dict[int, dict[str, float]] = defaultdict(dict)
        self.step = 0

    def score(self, keys: list[int], tags: list[str]) -> list[float]:
        out = [0.0] * len(tags)
        for key in keys:
            row = self.now.get(key)
            if row:
                for k, tag in enumerate(tags):
                    weight = row.get(tag)
                    if weight:
                        out[k] += weight
        return out

    def change(self, keys: list[int], tag: str, by: float) -> None:
        for key in keys:
            self.now[key][tag] = self.now[key].get(tag, 0.0) + by
            self.sum[key][tag] = self.sum[key].get(tag, 0.0) + by * self.step

    def averaged(self) -> dict[int, dict[str, float]]:
        return {
            key: {tag: weight - self.sum[key][tag] / self.step for tag, weight in row.items()}
            for key, row in self.now.items()
        }


def _tagger(examples: list[Example], slots: dict[str, list[str]]) -> tuple[Any, ...]:
    """A structured perceptron (Collins 2002), averaged."""
    learner = _Perceptron()
    todo = [
        (each, word_keys(each.looked, name_of(each.label)))
        for each in examples
        if each.label not in (NONE, MANY)
    ]
    settled = [0] * len(
        todo
    )  # how often in a row an example was right; after two it is asked for every other round
    for turn in range(ROUNDS):
        order = list(range(len(todo)))
        random.Random(turn).shuffle(order)
        for i in order:
            if settled[i] >= 2 and (turn + i) % 2:
                continue
            each, keys = todo[i]
            learner.step += 1
            settled[i] = settled[i] + 1 if _correct(learner, each, keys, slots[each.label]) else 0
    weights = learner.averaged()
    largest = max(abs(weight) for row in weights.values() for weight in row.values())
    kept = {
        key: {tag: whole for tag, weight in row.items() if (whole := round(weight / largest * 4000))}
        for key, row in weights.items()
    }
    return _rows({key: row for key, row in kept.items() if row})


def _correct(learner: _Perceptron, each: Example, keys: list[list[int]], slots: list[str]) -> bool:
    """Move the weights towards what is right; True where they said so already."""
    tags = [OUT, *(mark + slot for slot in slots for mark in ("B-", "I-"))]
    name = name_of(each.label)
    moves = {tag: learner.score(move_keys(tag, name), tags) for tag in [START, *tags]}
    guessed = best_path(tags, [learner.score(every, tags) for every in keys], moves)
    if guessed == each.tags:
        return True
    was = thought = START
    for every, right, wrong in zip(keys, each.tags, guessed, strict=True):
        if right != wrong:
            learner.change(every, right, 1)
            learner.change(every, wrong, -1)
        if (was, right) != (thought, wrong):
            learner.change(move_keys(was, name), right, 1)
            learner.change(move_keys(thought, name), wrong, -1)
        was, thought = right, wrong
    return False


def _rows(kept: dict[int, dict[str, int]]) -> tuple[Any, ...]:
    tags = sorted({tag for row in kept.values() for tag in row})
    number = {tag: i for i, tag in enumerate(tags)}
    keys = sorted(kept)
    begins = np.cumsum([0, *(len(kept[key]) for key in keys)]).astype(np.int32)
    ids = np.array([number[tag] for key in keys for tag in kept[key]], dtype=np.uint16)
    weights = np.array([weight for key in keys for weight in kept[key].values()], dtype=np.int16)
    return tags, np.array(keys, dtype=np.uint32), begins, ids, weights


def main() -> None:
    """Learn both sides and write them."""
    lines = rows(sorted((HERE / "corpus").glob("*.jsonl")))
    for side in ("staff", "collector"):
        weights = learned(lines, side)
        np.savez_compressed(HERE / f"{side}.npz", **packed(weights))
        sys.stderr.write(f"{side}: {len(weights.labels)} labels, {len(weights.keys)} features\n")


if __name__ == "__main__":
    main()
