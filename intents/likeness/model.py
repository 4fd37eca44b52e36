"""The weights: which command a text is most like, and which of its words are which slot.

Two linear models over the features of ``features.py``: a softmax over the labels of a side (a label is a command,
with the slots that its wording alone settles: "advance_order|order_status=shipped"; "none" is no command, "many" are
several), and a first-order tagger over the slots of that label, read with Viterbi's algorithm.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import chain
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from intents.base import registry
from intents.likeness.features import DOUBT, SMALL, Looked, hashed
from intents.likeness.labels import OUT, OWNED, name_of
from intents.likeness.paths import START, Table, best_path, best_path_of_single_slots, each_once
from intents.likeness.softmax import Places, Softmax, found_in, rows_of
from intents.phrases import stems
from intents.slots import KINDS

HARDLY_OUTSIDE = 1500  # what a word weighs less outside a slot that the command was never said with there
_COMMON = SMALL - DOUBT
CROWD = 8  # a feature that weighs for more tags is written out over all of them


@dataclass(frozen=True)
class Weights(Softmax):
    """One side's weights.

    tag_keys, tag_from, tag_ids, tag_weights: for the i-th feature of a word the tags and their weights, as in a
    compressed sparse row matrix. slots: the slots a label can have. told: CRC-32 of the words that a command was ever
    said with outside its slots, ascending.
    """

    slots: dict[str, list[str]]
    tags: list[str]
    tag_keys: NDArray[np.uint32]
    tag_from: NDArray[np.int32]
    tag_ids: NDArray[np.uint16]
    tag_weights: NDArray[np.int16]
    told: NDArray[np.uint32]

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """Which of the labels are a command's, by its name."""
        found: dict[str, list[int]] = {}
        for i, label in enumerate(self.labels):
            found.setdefault(name_of(label), []).append(i)
        return found

    def tagged(self, looked: Looked, label: str, unheard: list[int]) -> list[str]:
        """The tag of each word: "O", "B-item", "I-item" … Words that are `unheard` of are hardly outside a slot."""
        name = name_of(label)
        tags = _tags(
            name, tuple(self.slots[label]), frozenset().union(*looked.run.begun), any(looked.run.owned)
        )
        emitted = self._weighed(word_keys(looked, name), tags)
        emitted[unheard, 0] -= HARDLY_OUTSIDE
        moves = self._moves(name, tags)
        found = best_path(tags, emitted, moves)
        return found if each_once(found) else best_path_of_single_slots(tags, emitted, moves)

    def unheard(self, looked: Looked, name: str) -> list[int]:
        """The places of the words that this command was never said with outside its slots."""
        begin, end = looked.core
        places = [i for i in range(begin, end) if looked.run.words[i] not in _COMMON]
        forms = [told_keys(name, [looked.run.words[i], *stems(looked.run.words[i])]) for i in places]
        _, there = found_in(self.told, list(chain.from_iterable(forms)))
        heard, at = there.tolist(), 0
        out = []
        for i, each in zip(places, forms, strict=True):
            if not any(heard[at : at + len(each)]):
                out.append(i)
            at += len(each)
        return out

    def telling(self, name: str, words: Iterable[str]) -> int:
        """How many of the words are among those that a command was said with outside its slots."""
        return sum(len(rows_of(self.told, told_keys(name, [word]))) for word in words)

    def _moves(self, name: str, tags: tuple[str, ...]) -> Table:
        """What going on from each tag, and last from the beginning, weighs; the same for all texts of a command."""
        key = (name, *tags)
        known = self._known_moves.get(key)
        if known is None:
            keys = [move_keys(tag, name) for tag in (*tags, START)]
            known = self._known_moves[key] = self._weighed(keys, tags)
        return known

    @cached_property
    def _known_moves(self) -> dict[tuple[str, ...], Table]:
        return {}

    def _weighed(self, keys: list[list[int]], tags: tuple[str, ...]) -> Table:
        """For each list of features the sum of their weights over these tags; all lists in one go."""
        number = _numbers(self)
        wanted = [(number[tag], k) for k, tag in enumerate(tags) if tag in number]
        lists = np.repeat(np.arange(len(keys)), [len(each) for each in keys])
        at, there = found_in(self.tag_keys, list(chain.from_iterable(keys)))
        rows, lists = at[there], lists[there]
        many = self._crowded[0][rows] >= 0
        out = np.zeros((len(keys), len(tags)))
        self._add_crowded(out, rows[many], lists[many], wanted)
        self._add_others(out, rows[~many], lists[~many], wanted)
        return out

    def _add_crowded(
        self, out: NDArray[np.float64], rows: Places, lists: Places, wanted: list[tuple[int, int]]
    ) -> None:
        if not wanted or not len(rows):
            return
        place, table = self._crowded
        some, begins = np.unique(lists, return_index=True)
        tags, columns = np.array(wanted).T
        weights = table[np.ix_(place[rows], tags)]
        out[np.ix_(some, columns)] = np.add.reduceat(weights, begins, dtype=np.int64)

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


@lru_cache(maxsize=4096)
def _tags(name: str, slots: tuple[str, ...], begun: frozenset[str], owned: bool) -> tuple[str, ...]:
    """The tags that a text may have as this command: none of a typed slot that nothing in it can be."""
    specs = registry[name].slots
    out = [OUT]
    for slot in slots:
        spec = specs[slot.removesuffix(OWNED)]
        kind = KINDS[spec.kind + "s" if spec.many else spec.kind]
        if (kind.typed and kind.name not in begun) or (slot.endswith(OWNED) and not owned):
            continue
        out += ["B-" + slot, "I-" + slot]
    return tuple(out)


def word_keys(looked: Looked, name: str) -> list[list[int]]:
    """For each word its features: those for all commands, then those for this one."""
    begun = crc32(name.encode() + b"\t")  # what is hashed on from here belongs to this command
    return [shared + [crc32(feature, begun) for feature in own] for shared, own in looked.of_words]


def told_keys(label: str, words: Iterable[str]) -> list[int]:
    """How the words outside a command's slots are kept; numbers are all alike."""
    shown = ("#" if any(ch.isdigit() for ch in word) else word for word in words)
    return hashed([f"{name_of(label)}\to:{word}" for word in shown])


def move_keys(tag: str, name: str) -> list[int]:
    """The features of going on from a tag."""
    return hashed(["m:" + tag, name + "\tm:" + tag])


def _numbers(weights: Weights) -> dict[str, int]:
    return _numbered(tuple(weights.tags))


@lru_cache(maxsize=4)
def _numbered(tags: tuple[str, ...]) -> dict[str, int]:
    return {tag: number for number, tag in enumerate(tags)}


@lru_cache(maxsize=2)
def weights_of(side: str) -> Weights:
    """The weights of "staff" or "collector", read once."""
    return Weights.read(side)
