"""Misspelled words of the templates. Names are left as they are: slots are cut from the original text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations

from intents.phrases import Matcher
from intents.real_words import REAL_WORDS
from intents.slots.everyday import EVERYDAY
from intents.slots.numbers import COUNTS, NUMBER_WORDS, TENS
from intents.slots.period import STARTERS as PERIODS
from intents.slots.unnamed import NOT_NAMES
from intents.slots.when import FEATURES as WHENS
from intents.slots.when import MONTHS, NAMED, WEEKDAYS
from intents.tokens import Words

KNOWN = NOT_NAMES | REAL_WORDS | EVERYDAY
_DIGIT = re.compile(r"\d")
_COUNTING = NUMBER_WORDS | set(COUNTS) - {"a", "an"}
_DATES = WHENS - {"-"}
_PHONE = frozenset("zero oh one two three four five six seven eight nine".split())


def features(words: Words) -> set[str]:
    """The words of a text, and what kinds of slots it can have at all."""
    have = set(words.words)
    digit = any(_DIGIT.search(word) for word in words.words)
    if digit:
        have |= {"#num", "#digit", "#when", "#period"}
    if not have.isdisjoint(_COUNTING) or any(w.partition("-")[0] in TENS for w in have):
        have.add("#num")
    if not have.isdisjoint(_DATES):
        have |= {"#when", "#period"}
    elif not have.isdisjoint(PERIODS):
        have.add("#period")
    if any("@" in word for word in words.words) or ("dot" in have and "at" in have):
        have.add("#email")
    if digit or len([w for w in words.words if w in _PHONE]) >= 7:
        have.add("#phone")
    return have


def _deletes(word: str) -> set[str]:
    """The word itself, and without any one of its letters."""
    return {word, *(word[:i] + word[i + 1 :] for i in range(len(word)))}


def distance(a: str, b: str, most: int) -> int:
    """Damerau-Levenshtein (adjacent swaps count one), cut off above `most`."""
    if abs(len(a) - len(b)) > most:
        return most + 1
    before: list[int] = []
    row = list(range(len(b) + 1))
    for i, ch in enumerate(a, 1):
        last, row_before = before, row
        before, row = row, [i] + [0] * len(b)
        for j, other in enumerate(b, 1):
            row[j] = min(row_before[j] + 1, row[j - 1] + 1, row_before[j - 1] + (ch != other))
            if i > 1 and j > 1 and ch == b[j - 2] and a[i - 2] == other:
                row[j] = min(row[j], last[j - 2] + 1)
        if min(row) > most:
            return most + 1
    return row[-1]


class _Index:
    def __init__(self, vocabulary: frozenset[str]) -> None:
        self.words = vocabulary | KNOWN
        self.table: dict[str, set[str]] = {}
        for word in vocabulary:
            if len(word) >= 3 and word.isalpha():
                for key in _deletes(word):
                    self.table.setdefault(key, set()).add(word)

    @lru_cache(maxsize=4096)  # noqa: B019 - one index per side, for the life of the process
    def near(self, word: str) -> tuple[str, ...]:
        """Words of the templates one slip away; the same first letter first."""
        found = {each for key in _deletes(word) for each in self.table.get(key, ())}
        ranked = sorted(
            (distance(word, each, 2), each[0] != word[0], each)
            for each in found
            if abs(len(each) - len(word)) <= 1
        )
        if len(word) == 3:  # so short that only a swap of letters is sure to be a slip
            return tuple(each for slips, _, each in ranked if slips == 1 and sorted(each) == sorted(word))[:2]
        return tuple(each for slips, _, each in ranked if slips == 1 and len(each) > 3)[:3]


@lru_cache(maxsize=4)
def _index(matcher: Matcher) -> _Index:
    return _Index(
        matcher.vocabulary() | set(WEEKDAYS) | set(MONTHS) | set(NAMED) | {"hundred", "thousand", "percent"}
    )


def _slips(words: Words, matcher: Matcher) -> dict[int, tuple[str, ...]]:
    """The words that may be misspelled, by their places, and what they may be meant as."""
    index = _index(matcher)
    options: dict[int, tuple[str, ...]] = {}
    for i, word in enumerate(words.words):
        if i and words.text[words.spans[i][0]].isupper() and not words.text.isupper():
            continue  # a name, not a slip
        if len(word) >= 3 and word.isalpha() and word not in index.words:
            near = index.near(word)
            if near:
                options[i] = near
    return options


def spelled(words: Words, matcher: Matcher) -> Words:
    """The text with every word that may be misspelled set right as is likeliest."""
    options = _slips(words, matcher)
    if not options:
        return words
    changed = [options[i][0] if i in options else word for i, word in enumerate(words.words)]
    return Words(words.text, changed, words.spans, words.gaps, words.owned)


def corrections(words: Words, matcher: Matcher) -> Iterator[Words]:
    """The text with misspelled words set right, the likeliest first; at most a dozen tries."""
    options = _slips(words, matcher)
    if not options or len(options) > 6:
        return
    tried = 0
    places = list(options)
    for size in range(len(places), 0, -1):
        for chosen in combinations(places, size):
            for rank in range(2 if size <= 2 else 1):
                if any(len(options[i]) <= rank for i in chosen):
                    continue
                tried += 1
                if tried > 12:
                    return
                changed = list(words.words)
                for i in chosen:
                    changed[i] = options[i][rank]
                yield Words(words.text, changed, words.spans, words.gaps, words.owned)
