"""Learn all weights anew: ``python -m intents.likeness.train`` reads ``corpus/``, writes ``*.npz`` and ``judge.json``.

Deterministic: the same corpus gives the same weights. The judge learns from ``corpus/strangers``, whose authors no
template was written after, by weights of likeness that were learned without the text at hand.
"""

from __future__ import annotations

import json
import multiprocessing
import random
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from intents.base import Audience, registry
from intents.likeness.aligned import Example, aligned
from intents.likeness.expanded import expanded
from intents.likeness.features import Looked, hashed, of_sentence
from intents.likeness.labels import MANY, NONE, OUT, name_of
from intents.likeness.model import (
    Weights,
    move_keys,
    told_keys,
    word_keys,
)
from intents.likeness.paths import START, best_path
from intents.likeness.softmax import Softmax
from intents.likeness.texts import CORPUS, WRITTEN, Json, rows
from intents.likeness.train_judge import Example as Judged
from intents.likeness.train_judge import examples, weighed
from intents.phrases import Run, stems
from intents.templates import matcher
from intents.tokens import split
from intents.typos import SPELLING, counted, counts, spelled
from intents.understand import said_plainly

HERE = Path(__file__).parent
STRANGERS = CORPUS / "strangers"
FOLDS = 2
SIDES = ("staff", "collector")
SEEN = 3  # texts a feature must be in
ROUNDS = 8
# What is asked while other things are said.
ASKED = (
    *("confirm", "choose") * 5,
    *(
        "slot:price",
        "slot:when",
        "slot:contact",
        "slot:item",
        "slot:quantity",
        "slot:location",
        "slot:amount",
    ),
)
ANSWERS = frozenset(intent.name for intent in registry if intent.audience is Audience.ANYONE)
RIDGE = 0.6  # how much large weights cost; chosen by leaving authors out


def learned(lines: Iterable[Json], side: str) -> Weights:
    """The weights of a side from labelled texts."""
    examples = [each for row in lines if row["as"] == side and (each := aligned(row, WRITTEN))]
    examples += expanded(side, WRITTEN)
    labels = sorted({each.label for each in examples} | {NONE})
    keys, weights, scale = _sentences(examples, labels)
    slots = _slots(examples, labels)
    tags, tag_keys, tag_from, tag_ids, tag_weights = _tagger(examples, slots)
    return Weights(
        labels, keys, weights, scale, slots, tags, tag_keys, tag_from, tag_ids, tag_weights, _told(examples)
    )


def answers_learned(lines: Iterable[Json]) -> Softmax:
    """What an answer to a question that waits is like. Whatever else is said is none, whatever was asked."""
    dice, examples = random.Random(0), []
    for row in lines:
        names = {command["name"] for command in row["commands"]}
        asked = row.get("pending") or dice.choice(ASKED)
        if asked == "offer" or (names & ANSWERS and not row.get("pending")):
            continue
        words = spelled(said_plainly(row["text"]), matcher(row["as"]))
        if words.words:
            context = replace(WRITTEN, as_=row["as"], pending=asked)
            label = names.pop() if len(names) == 1 and names <= ANSWERS else NONE
            examples.append(Example(row["as"], label, Looked(Run(words, context)), []))
    labels = sorted({each.label for each in examples})
    keys, weights, scale = _sentences(examples, labels)
    telling = weights.any(axis=1)
    return Softmax(labels, keys[telling], weights[telling], scale)


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
    matrix = csr_matrix((np.ones(len(cells), np.float32), (at[0], at[1])), shape=(len(sets), len(keys)))
    turned = matrix.T.tocsr()
    number = {label: i for i, label in enumerate(labels)}
    wanted = np.array([number[each.label] for each in examples])
    shape = (len(keys), len(labels))

    def loss(flat: Any) -> tuple[float, Any]:
        weights = flat.reshape(shape).astype(np.float32)
        score = matrix @ weights
        score -= score.max(axis=1, keepdims=True)
        odds = np.exp(score)
        odds /= odds.sum(axis=1, keepdims=True)
        each = np.arange(len(wanted))
        cost = -np.log(odds[each, wanted] + 1e-12).sum(dtype=np.float64) + RIDGE / 2 * (flat @ flat)
        odds[each, wanted] -= 1
        return cost, (turned @ odds).ravel().astype(np.float64) + RIDGE * flat

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
        """What the tags weigh with these features."""
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
    moves = np.array([learner.score(move_keys(tag, name), tags) for tag in (*tags, START)])
    guessed = best_path(tags, np.array([learner.score(every, tags) for every in keys]), moves)
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
    """Learn both sides and the judge, and write them."""
    friends, files = rows(sorted(CORPUS.glob("*.jsonl"))), sorted(STRANGERS.glob("*.jsonl"))
    _count(friends + rows(files))
    # First: what is an answer is not judged.
    np.savez_compressed(HERE / "answers.npz", **answers_learned(friends + rows(files)).packed())
    tasks: list[tuple[list[Json], list[Json]]] = [(friends + rows(files), [])]
    for k in range(FOLDS):
        others = [file for file in files if file not in files[k::FOLDS]]
        tasks.append((friends + rows(others), rows(files[k::FOLDS])))
    with multiprocessing.get_context("fork").Pool() as pool:
        (weights, _), *judged = pool.map(_one, tasks, chunksize=1)
    for side, each in weights.items():
        np.savez_compressed(HERE / f"{side}.npz", **each.packed())
        sys.stderr.write(f"{side}: {len(each.labels)} labels, {len(each.keys)} features\n")
    found = {side: weighed([one for _, given in judged for one in given[side]]) for side in SIDES}
    (HERE.parent / "judge.json").write_text(json.dumps(found, indent=1, sort_keys=True) + "\n")


def _count(lines: list[Json]) -> None:
    """Write how often words are said, which tells what a misspelled one is meant as."""
    vocabulary = frozenset().union(*(matcher(side).vocabulary() for side in SIDES))
    found = counted((split(row["text"]) for row in lines), vocabulary)
    SPELLING.write_text("".join(f"{word} {times}\n" for word, times in found.items()))
    counts.cache_clear()


def _one(task: tuple[list[Json], list[Json]]) -> tuple[dict[str, Weights], dict[str, list[Judged]]]:
    """The weights learned from some texts, and what the judge learns from others by them."""
    lines, others = task
    weights = {side: learned(lines, side) for side in SIDES}
    given = {side: examples([r for r in others if r["as"] == side], weights) for side in SIDES}
    return weights, given


if __name__ == "__main__":
    main()
