"""The best way through a text: one tag for each word, where I- only follows B- or I- of the same slot."""

from __future__ import annotations

from operator import add
from typing import Any

START = "^"
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
