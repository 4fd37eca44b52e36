"""The weights: which command a text is most like, and which of its words are which slot.

Two linear models over the features of ``features.py``: a softmax over the labels of a side (a label is a command,
with the slots that its wording alone settles: "advance_order|order_status=shipped"; "none" is no command, "many" are
several), and a first-order tagger over the slots of that label, read with Viterbi's algorithm.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intents.likeness.features import DOUBT, OWN, SMALL, Looked, hashed, of_sentence, of_word
from intents.phrases import stems

NONE = "none"
MANY = "many"
OUT = "O"
START = "^"


@dataclass(frozen=True)
class Weights:
    """One side's weights.

    keys: CRC-32 of the features of a sentence, ascending; weights: a row of each over `labels` (int8 × scale).
    tag_keys, tag_from, tag_ids, tag_weights: for the i-th feature of a word the tags and their weights, as in a
    compressed sparse row matrix. slots: the slots a label can have. told: CRC-32 of the words that a command was ever
    said with outside its slots, ascending.
    """

    labels: list[str]
    slots: dict[str, list[str]]
    keys: NDArray[np.uint32]
    weights: NDArray[np.int8]
    scale: float
    tags: list[str]
    tag_keys: NDArray[np.uint32]
    tag_from: NDArray[np.int32]
    tag_ids: NDArray[np.uint16]
    tag_weights: NDArray[np.int16]
    told: NDArray[np.uint32]

    def labelled(self, looked: Looked) -> list[tuple[float, str]]:
        """(probability, label), likeliest first."""
        rows = _rows(self.keys, hashed(of_sentence(looked)))
        score = self.weights[rows].sum(axis=0, dtype=np.int32) * self.scale
        odds = np.exp(score - score.max())
        odds /= odds.sum()
        best = np.argsort(-odds)[:4]
        return [(float(odds[i]), self.labels[i]) for i in best]

    def tagged(self, looked: Looked, label: str) -> list[str]:
        """The tag of each word: "O", "B-item", "I-item" …"""
        name = name_of(label)
        tags = [OUT, *(mark + slot for slot in self.slots[label] for mark in ("B-", "I-"))]
        emitted = [self._weighed(keys, tags) for keys in word_keys(looked, name)]
        moves = {tag: self._weighed(move_keys(tag, name), tags) for tag in [START, *tags]}
        found = best_path(tags, emitted, moves)
        return found if each_once(found) else best_path_of_single_slots(tags, emitted, moves)

    def strange(self, looked: Looked, label: str, tags: list[str]) -> int:
        """How many words are neither in a slot nor ever said with this command: "contactless" in "I want my …"."""
        words = {looked.run.words[i] for i, tag in enumerate(tags) if tag == OUT} - (SMALL - DOUBT)
        unheard = [
            word for word in words if not len(_rows(self.told, told_keys(label, [word, *stems(word)])))
        ]
        return sum(2 if word in DOUBT else 1 for word in unheard)

    def _weighed(self, keys: list[int], tags: list[str]) -> list[float]:
        number = _numbers(self)
        place = {number[tag]: k for k, tag in enumerate(tags) if tag in number}
        out = [0.0] * len(tags)
        for row in _rows(self.tag_keys, keys).tolist():
            left, right = self.tag_from[row], self.tag_from[row + 1]
            for tag, weight in zip(
                self.tag_ids[left:right].tolist(), self.tag_weights[left:right].tolist(), strict=True
            ):
                if tag in place:
                    out[place[tag]] += weight
        return out


def name_of(label: str) -> str:
    """The command of a label."""
    return label.split("|", 1)[0]


def word_keys(looked: Looked, name: str) -> list[list[int]]:
    """For each word its features: those for all commands, then those for this one."""
    out = []
    for i in range(looked.run.n):
        shared = of_word(looked, i)
        own = [name + "\t" + feature for feature in shared if feature[:2] in OWN or feature in OWN]
        out.append(hashed(shared + own))
    return out


def told_keys(label: str, words: Iterable[str]) -> list[int]:
    """How the words outside a command's slots are kept; numbers are all alike."""
    shown = ("#" if any(ch.isdigit() for ch in word) else word for word in words)
    return hashed([f"{name_of(label)}\to:{word}" for word in shown])


def move_keys(tag: str, name: str) -> list[int]:
    """The features of going on from a tag."""
    return hashed(["m:" + tag, name + "\tm:" + tag])


def best_path(tags: list[str], emitted: list[list[float]], moves: dict[str, list[float]]) -> list[str]:
    """Viterbi: the tags with the highest sum of weights, where I- only follows B- or I- of the same slot."""
    before = {START: 0.0}
    back: list[dict[str, str]] = []
    for scores in emitted:
        now: dict[str, float] = {}
        came: dict[str, str] = {}
        for k, tag in enumerate(tags):
            allowed = ("B-" + tag[2:], tag) if tag[0] == "I" else before
            best = max(
                ((before[last] + moves[last][k], last) for last in allowed if last in before), default=None
            )
            if best is not None:
                now[tag], came[tag] = best[0] + scores[k], best[1]
        back.append(came)
        before = now
    tag = max(before, key=lambda each: before[each])
    out = []
    for came in reversed(back):
        out.append(tag)
        tag = came[tag]
    return out[::-1]


def each_once(tags: list[str]) -> bool:
    """True where no slot begins twice."""
    begun = [tag for tag in tags if tag[0] == "B"]
    return len(begun) == len(set(begun))


BEAM = 24  # paths kept at each word


def best_path_of_single_slots(
    tags: list[str], emitted: list[list[float]], moves: dict[str, list[float]]
) -> list[str]:
    """The same where no slot may begin twice: a beam search, since what was begun must be remembered."""
    beam: list[tuple[float, list[str]]] = [(0.0, [])]
    for scores in emitted:
        best: dict[tuple[str, frozenset[str]], tuple[float, list[str]]] = {}
        for sum_, path in beam:
            last = path[-1] if path else START
            begun = frozenset(tag for tag in path if tag[0] == "B")
            for k, tag in enumerate(tags):
                if tag in begun or (tag[0] == "I" and last[1:] != tag[1:]):
                    continue
                total = sum_ + moves[last][k] + scores[k]
                key = tag, begun
                if key not in best or total > best[key][0]:
                    best[key] = total, [*path, tag]
        beam = sorted(best.values(), key=lambda each: -each[0])[:BEAM]
    return beam[0][1]


def _rows(known: NDArray[np.uint32], keys: list[int]) -> NDArray[np.intp]:
    wanted = np.array(keys, dtype=np.uint32)
    at = np.searchsorted(known, wanted)
    at[at == len(known)] = 0
    found: NDArray[np.intp] = at[known[at] == wanted]
    return found


def _numbers(weights: Weights) -> dict[str, int]:
    return _numbered(tuple(weights.tags))


@lru_cache(maxsize=4)
def _numbered(tags: tuple[str, ...]) -> dict[str, int]:
    return {tag: number for number, tag in enumerate(tags)}


@lru_cache(maxsize=2)
def weights_of(side: str) -> Weights:
    """The weights of "staff" or "collector", read once."""
    with (files("intents.likeness") / f"{side}.npz").open("rb") as file:
        return unpacked(dict(np.load(file)))


def packed(weights: Weights) -> dict[str, Any]:
    """As arrays, for a file."""
    head = json.dumps(
        {"labels": weights.labels, "slots": weights.slots, "tags": weights.tags, "scale": weights.scale}
    )
    arrays = {k: v for k, v in vars(weights).items() if isinstance(v, np.ndarray)}
    return {"head": np.frombuffer(head.encode(), dtype=np.uint8), **arrays}


def unpacked(arrays: dict[str, Any]) -> Weights:
    """The other way round."""
    head = json.loads(bytes(arrays.pop("head")))
    return Weights(**head, **arrays)
