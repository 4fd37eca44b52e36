"""The best way through a text: one tag for each word, where I- only follows B- or I- of the same slot."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from intents.likeness.labels import OWNED

Table = NDArray[np.float64]
START = "^"
NEVER = float("-inf")


def best_path(tags: Sequence[str], emitted: Table, moves: Table) -> list[str]:
    """Viterbi: the tags with the highest sum of weights, where I- only follows B- or I- of the same slot.

    emitted: what each tag weighs at each word. moves: what going on to each tag weighs, a row from each tag, and last
    from the beginning.
    """
    steps = moves + _allowed(tuple(tags))
    before = steps[-1] + emitted[0]
    steps = steps[:-1]
    back = []
    for scores in emitted[1:]:
        ways = before[:, None] + steps
        came = ways.argmax(axis=0)
        before = ways.max(axis=0) + scores
        back.append(came.tolist())
    at = int(before.argmax())
    out = [tags[at]]
    for row in reversed(back):
        at = row[at]
        out.append(tags[at])
    return out[::-1]


@lru_cache(maxsize=1024)
def _allowed(tags: tuple[str, ...]) -> Table:
    """0 where a tag may follow another, or the beginning; minus infinity where not."""
    out = np.zeros((len(tags) + 1, len(tags)))
    for k, tag in enumerate(tags):
        if tag[0] == "I":
            out[[last[0] == "O" or last[1:] != tag[1:] for last in tags] + [True], k] = NEVER
    return out


def each_once(tags: list[str]) -> bool:
    """True where no slot begins twice."""
    begun = [_slot(tag) for tag in tags if tag[0] == "B"]
    return len(begun) == len(set(begun))


def _slot(tag: str) -> str:
    """The slot of a tag, in the genitive or not."""
    return tag[2:].removesuffix(OWNED)


BEAM = 24  # paths kept at each word
Path = Any  # (the path before, its last tag), or None


def best_path_of_single_slots(tags: Sequence[str], emitted: Table, moves: Table) -> list[str]:
    """The same where no slot may begin twice: a beam search, since what was begun must be remembered."""
    slots = sorted({_slot(tag) for tag in tags if tag[0] == "B"})
    bits = {tag: 1 << slots.index(_slot(tag)) for tag in tags if tag[0] == "B"}
    goes = {
        last: [
            (k, tag, bits.get(tag, 0), weights[k])
            for k, tag in enumerate(tags)
            if tag[0] != "I" or last[1:] == tag[1:]
        ]
        for last, weights in zip([*tags, START], moves.tolist(), strict=True)
    }
    beam: list[tuple[float, str, int, Path]] = [(0.0, START, 0, None)]
    for scores in emitted.tolist():
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
