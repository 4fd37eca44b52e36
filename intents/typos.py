"""Misspelled words of the templates. Names are left as they are: slots are cut from the original text."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import combinations
from pathlib import Path

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
SPELLING = Path(__file__).with_name("spelling.txt")
UNLIKELY = 3.0  # what a slip weighs against how often a word is said
OFTEN = 6  # a word so often said is one,
# unless another is so many times as frequent: one very easy slip away, an easy one, any
VERY_EASY, EASY, ANY_SLIP = (1.0, 2.5), (1.3, 8), 40
SAID_SHORT = 40  # how often a word is said that is shortened to its consonants
ENDINGS = ("s", "d", "r")  # "mug" is no slip of "mugs"
# What is written with a capital and yet is no name.
DAYS = frozenset(WEEKDAYS) | MONTHS.keys()
# Digits that are said for words, and what tells that they count instead.
SPOKEN = {"4": "for", "2": "to"}
BEFORE_A_COUNT = frozenset(
    "at on in till until by of and or to number no room bay shelf rack rm drawer box batch order item option draft the "
    "for around about than under over from between next last first sold sell add took take got made put need".split()
)
BEHIND_A_COUNT = frozenset(
    "of more x by pm am oclock days weeks months years hours min minutes percent k grand hundred thousand dozen "
    "pcs each euro dollar eur usd gbp chf and or to at on for in left please is was".split()
)
BEHIND_A_WORD = frozenset(
    "me us him her them my our his their a an the tmrw tomorrow today tonight sale".split()
)
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


def cost(word: str, meant: str) -> float:
    """How unlikely a slip is, 0.5 to 3.3; of two words that are one slip apart. Letters are swapped, doubled or
    dropped more often than hit wrong, and the first one seldom."""
    if len(word) == len(meant):
        slip = 0.5 if sorted(word) == sorted(meant) else 1.3
    else:
        longer, shorter = (word, meant) if len(word) > len(meant) else (meant, word)
        doubled = any(
            longer[i] == longer[i - 1] and longer[:i] + longer[i + 1 :] == shorter
            for i in range(1, len(longer))
        )
        slip = 0.5 if doubled else 0.9 if longer is meant else 1.1
    return slip + (0.0 if word[0] == meant[0] else 2.0 if slip > 0.5 else 0.7)


@lru_cache(maxsize=1)
def counts() -> dict[str, int]:
    """How often words are said, in the corpus of labelled texts: written by ``intents.likeness.train``."""
    lines = SPELLING.read_text().splitlines()
    return {word: int(times) for word, _, times in (line.partition(" ") for line in lines)}


def _consonants(word: str) -> str:
    return "".join(letter for letter in word if letter not in "aeiou")


class _Index:
    def __init__(self, vocabulary: frozenset[str]) -> None:
        self.words = vocabulary | KNOWN | counts().keys()
        # What is shortened to its consonants: "hld", "rmv"; of several words the one that is said most often.
        often = sorted(counts().items(), key=lambda each: each[1])
        self.short = {
            _consonants(word): word for word, times in often if times >= SAID_SHORT and len(word) > 3
        }
        self.table: dict[str, set[str]] = {}
        for word in self.words:
            if len(word) >= 3 and word.isalpha():
                for key in _deletes(word):
                    self.table.setdefault(key, set()).add(word)

    @lru_cache(maxsize=4096)  # noqa: B019 - one index per side, for the life of the process
    def near(self, word: str) -> tuple[str, ...]:
        """Words one slip away, the likeliest first: by how often each is said and how easily one slips so.

        What has no vowel is rather shortened than misspelled.
        """
        if word == _consonants(word):
            return (self.short[word],) if word in self.short else ()
        found = {each for key in _deletes(word) for each in self.table.get(key, ())}
        ranked = sorted(
            (UNLIKELY * cost(word, each) - math.log(counts().get(each, 0) + 1), each)
            for each in found
            if distance(word, each, 1) == 1
        )
        if len(word) == 3:  # so short that only a swap of letters is sure to be a slip
            return tuple(each for _, each in ranked if sorted(each) == sorted(word))[:2]
        return tuple(each for _, each in ranked if len(each) > 3)[:3]


@lru_cache(maxsize=4)
def _index(matcher: Matcher) -> _Index:
    return _Index(
        matcher.vocabulary() | set(WEEKDAYS) | set(MONTHS) | set(NAMED) | {"hundred", "thousand", "percent"}
    )


def counted(texts: Iterable[Words], vocabulary: AbstractSet[str]) -> dict[str, int]:
    """What ``spelling.txt`` holds: words of the templates, and those that are said often in lower case and are no
    misspelling of others."""
    surely = KNOWN | vocabulary
    lower, upper = Counter[str](), Counter[str]()
    for words in texts:
        for i, word in enumerate(words.words):
            if len(word) >= 3 and word.isalpha():
                capital = words.text[words.spans[i][0]].isupper()
                if not capital or (i and not words.text.isupper()):
                    (upper if capital else lower)[word] += 1
    table: dict[str, set[str]] = {}
    for word in lower:
        for key in _deletes(word):
            table.setdefault(key, set()).add(word)

    def slip(word: str) -> bool:
        near = {each for key in _deletes(word) for each in table.get(key, ())}
        return any(
            lower[each] >= lower[word] * _times_as_frequent(cost(word, each))
            and distance(word, each, 1) == 1
            and not any({word, each} == {short, short + end} for short in (word, each) for end in ENDINGS)
            for each in near
        )

    return {
        word: times
        for word, times in sorted(lower.items())
        if word in surely or (times >= OFTEN and upper[word] < times and not slip(word))
    }


def _times_as_frequent(slip: float) -> float:
    return next((times for most, times in (VERY_EASY, EASY) if slip < most), ANY_SLIP)


def _slips(words: Words, matcher: Matcher) -> dict[int, tuple[str, ...]]:
    """The words that may be misspelled, by their places, and what they may be meant as."""
    index = _index(matcher)
    options: dict[int, tuple[str, ...]] = {}
    for i, word in enumerate(words.words):
        if word in SPOKEN and _stands_for_a_word(words, i):
            options[i] = (SPOKEN[word],)
        elif len(word) >= 3 and word.isalpha() and word not in index.words:
            near = index.near(word)
            if i and words.text[words.spans[i][0]].isupper() and not words.text.isupper():
                # Else a name, not a slip: "Augusta".
                near = tuple(each for each in near if each in DAYS and cost(word, each) < VERY_EASY[0])
            if near:
                options[i] = near
    return options


def _stands_for_a_word(words: Words, i: int) -> bool:
    """ "hold it 4 tom", "assign it 2 imogen"; but "sold 4 mugs", "4 of them", "monday at 4 pm"."""
    known, after = words.words, words.words[i + 1 : i + 4]
    if not 0 < i < len(known) - 1 or any(words.gaps[at].strip() for at in (i, i + 1)):
        return False
    if known[i + 1] in BEHIND_A_WORD:
        return True
    if known[i - 1] in BEFORE_A_COUNT or known[i + 1] in BEHIND_A_COUNT or not known[i + 1].isalpha():
        return False
    return not any(word.endswith(("s", "people", "men")) for word in after)


def misspelled(word: str, matcher: Matcher) -> bool:
    """True where a word in lower case is an easy slip of a word that is known: "currenly"."""
    index = _index(matcher)
    if not (len(word) > 3 and word.isalpha() and word.islower()) or word in index.words:
        return False
    return any(cost(word, each) < VERY_EASY[0] for each in index.near(word))


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
