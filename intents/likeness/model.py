"""The weights: which command a text is most like, and which of its words are which slot.

Two linear models over the features of ``features.py``: a softmax over the labels of a side (a label is a command,
with the slots that its wording alone settles: "advance_order|order_status=shipped"; "none" is no command, "many" are
several), and a first-order tagger over the slots of that label, read with Viterbi's algorithm.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files
from itertools import chain
from operator import add
from typing import Any
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from intents.likeness.features import DOUBT, OWN, SMALL, Looked, hashed, of_sentence, of_word
from intents.phrases import stems

NONE = "none"
MANY = "many"
OUT = "O"
START = "^"
CROWD = 8  # a feature that weighs for more tags is written out over all of them


Places = NDArray[np.intp]


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
        emitted = self._weighed(word_keys(looked, name), tags)
        moves = self._moves(name, tags)
        found = best_path(tags, emitted, moves)
        return found if each_once(found) else best_path_of_single_slots(tags, emitted, moves)

    def strange(self, looked: Looked, label: str, tags: list[str]) -> int:
        """How many words are neither in a slot nor ever said with this command: "contactless" in "I want my …"."""
        words = {looked.run.words[i] for i, tag in enumerate(tags) if tag == OUT} - (SMALL - DOUBT)
        unheard = [
            word for word in words if not len(_rows(self.told, told_keys(label, [word, *stems(word)])))
        ]
        return sum(2 if word in DOUBT else 1 for word in unheard)

    def _moves(self, name: str, tags: list[str]) -> dict[str, list[float]]:
        """What going on from each tag weighs; the same for every text of a command."""
        key = (name, *tags)
        known = self._known_moves.get(key)
        if known is None:
            every = [START, *tags]
            weighed = self._weighed([move_keys(tag, name) for tag in every], tags)
            known = self._known_moves[key] = dict(zip(every, weighed, strict=True))
        return known

    @cached_property
    def _known_moves(self) -> dict[tuple[str, ...], dict[str, list[float]]]:
        return {}

    def _weighed(self, keys: list[list[int]], tags: list[str]) -> list[list[float]]:
        """For each list of features the sum of their weights over these tags; all lists in one go."""
        number = _numbers(self)
        wanted = [(number[tag], k) for k, tag in enumerate(tags) if tag in number]
        lists = np.repeat(np.arange(len(keys)), [len(each) for each in keys])
        at, there = _found(self.tag_keys, list(chain.from_iterable(keys)))
        rows, lists = at[there], lists[there]
        many = self._crowded[0][rows] >= 0
        out = np.zeros((len(keys), len(tags)))
        self._add_crowded(out, rows[many], lists[many], wanted)
        self._add_others(out, rows[~many], lists[~many], wanted)
        table: list[list[float]] = out.tolist()
        return table

    def _add_crowded(
        self, out: NDArray[np.float64], rows: Places, lists: Places, wanted: list[tuple[int, int]]
    ) -> None:
        if not wanted or not len(rows):
            return
        place, table = self._crowded
        some, begins = np.unique(lists, return_index=True)
        weights = table[np.ix_(place[rows], [tag for tag, _ in wanted])]
        out[np.ix_(some, [k for _, k in wanted])] = np.add.reduceat(weights, begins, dtype=np.int64)

    def _add_others(
        self, out: NDArray[np.float64], rows: Places, lists: Places, wanted: list[tuple[int, int]]
    ) -> None:
        column = np.full(len(self.tags), -1)
        for tag, k in wanted:
            column[tag] = k
        begins = self.tag_from[rows]
        sizes = self.tag_from[rows + 1] - begins
        ends = sizes.cumsum()
        entries = np.arange(sizes.sum()) + (begins - ends + sizes).repeat(sizes)
        columns = column[self.tag_ids[entries]]
        known = columns >= 0
        cells = (lists.repeat(sizes) * out.shape[1] + columns)[known]
        out += np.bincount(cells, self.tag_weights[entries][known], out.size).reshape(out.shape)

    @cached_property
    def _crowded(self) -> tuple[NDArray[np.int32], NDArray[np.int16]]:
        """The rows of features that weigh for many tags, written out: few, but most of what there is to add up.

        First where each feature's row is among them, -1 where it is not.
        """
        rows = np.flatnonzero(np.diff(self.tag_from) > CROWD)
        place = np.full(len(self.tag_keys), -1, dtype=np.int32)
        place[rows] = np.arange(len(rows))
        table = np.zeros((len(rows), len(self.tags)), dtype=np.int16)
        for k, row in enumerate(rows.tolist()):
            one = slice(self.tag_from[row], self.tag_from[row + 1])
            table[k, self.tag_ids[one]] = self.tag_weights[one]
        return place, table


def name_of(label: str) -> str:
    """The command of a label."""
    return label.split("|", 1)[0]


def word_keys(looked: Looked, name: str) -> list[list[int]]:
    """For each word its features: those for all commands, then those for this one."""
    out = []
    begun = crc32(name.encode() + b"\t")  # what is hashed on from here belongs to this command
    for i in range(looked.run.n):
        shared = of_word(looked, i)
        keys = hashed(shared)
        own = [f for f in shared if f[:2] in OWN or f in OWN]
        out.append(keys + [crc32(feature.encode(), begun) for feature in own])
    return out


def told_keys(label: str, words: Iterable[str]) -> list[int]:
    """How the words outside a command's slots are kept; numbers are all alike."""
    shown = ("#" if any(ch.isdigit() for ch in word) else word for word in words)
    return hashed([f"{name_of(label)}\to:{word}" for word in shown])


def move_keys(tag: str, name: str) -> list[int]:
    """The features of going on from a tag."""
    return hashed(["m:" + tag, name + "\tm:" + tag])


NEVER = float("-inf")


def best_path(tags: list[str], emitted: list[list[float]], moves: dict[str, list[float]]) -> list[str]:
    """Viterbi: the tags with the highest sum of weights, where I- only follows B- or I- of the same slot."""
    order = sorted(tags, reverse=True)  # of two equal ways the later name wins
    place = {tag: k for k, tag in enumerate(order)}
    ways = []  # (place, where it was named, what each tag before it weighs, for I-: place of its B-)
    for k, tag in enumerate(tags):
        begin = place["B-" + tag[2:]] if tag[0] == "I" else -1
        ways.append((place[tag], k, [moves[last][k] for last in order], begin))
    before = [NEVER] * len(tags)
    for at, k, _, begin in ways:
        if begin < 0:
            before[at] = moves[START][k] + emitted[0][k]
    back: list[list[int]] = []
    for scores in emitted[1:]:
        now, came = [NEVER] * len(tags), [0] * len(tags)
        for at, k, weights, begin in ways:
            if begin < 0:
                sums = list(map(add, before, weights))
                best = max(sums)
                came[at] = sums.index(best)
            else:
                on, first = before[at] + weights[at], before[begin] + weights[begin]
                best, came[at] = (on, at) if on >= first else (first, begin)
            now[at] = best + scores[k]
        back.append(came)
        before = now
    at = max((place[tag] for tag in tags), key=before.__getitem__)
    out = [order[at]]
    for came in reversed(back):
        at = came[at]
        out.append(order[at])
    return out[::-1]


def each_once(tags: list[str]) -> bool:
    """True where no slot begins twice."""
    begun = [tag for tag in tags if tag[0] == "B"]
    return len(begun) == len(set(begun))


BEAM = 24  # paths kept at each word
Path = Any  # (the path before, its last tag), or None


def best_path_of_single_slots(
    tags: list[str], emitted: list[list[float]], moves: dict[str, list[float]]
) -> list[str]:
    """The same where no slot may begin twice: a beam search, since what was begun must be remembered."""
    bits = {tag: 1 << k for k, tag in enumerate(tags) if tag[0] == "B"}
    goes = {
        last: [
            (k, tag, bits.get(tag, 0), moves[last][k])
            for k, tag in enumerate(tags)
            if tag[0] != "I" or last[1:] == tag[1:]
        ]
        for last in [START, *tags]
    }
    beam: list[tuple[float, str, int, Path]] = [(0.0, START, 0, None)]
    for scores in emitted:
        best: dict[tuple[str, int], tuple[float, str, int, Path]] = {}
        for sum_, last, begun, path in beam:
            for k, tag, bit, weight in goes[last]:
                if begun & bit:
                    continue
                total = sum_ + weight + scores[k]
                key = tag, begun
                known = best.get(key)
                if known is None or total > known[0]:
                    best[key] = total, tag, begun | bit, (path, tag)
        beam = sorted(best.values(), key=lambda each: -each[0])[:BEAM]
    out, path = [], beam[0][3]
    while path:
        path, tag = path
        out.append(tag)
    return out[::-1]


def _found(known: NDArray[np.uint32], keys: list[int]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
    """The place of each key, and whether it is there at all."""
    wanted = np.array(keys, dtype=np.uint32)
    at = known.searchsorted(wanted)
    at[at == len(known)] = 0
    return at, known[at] == wanted


def _rows(known: NDArray[np.uint32], keys: list[int]) -> NDArray[np.intp]:
    at, there = _found(known, keys)
    return at[there]


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
