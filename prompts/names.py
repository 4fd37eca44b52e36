"""The names in a text: words with a capital that is not merely the beginning of a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from prompts.figures import CODES, plain

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# What may stand between a sentence's end and the next one's first word.
_ENDS = re.compile(r"[.!?:;]['\")]*\s+['\"(]*$|\n[\s\-*'\"(]*$|^[\s\-*'\"(]*$")


@dataclass(frozen=True)
class Word:
    """A word; `folded` is without case and possessive; `follows`: only a space before it."""

    text: str
    folded: str
    first: bool  # first of its sentence
    follows: bool

    @property
    def capital(self) -> bool:
        return any(letter.isupper() for letter in self.text)


def words(text: str) -> list[Word]:
    text = re.sub("[‘’]", "'", plain(text))
    found, end = [], -1
    for match in _WORD.finditer(text):
        between = text[max(end, 0) : match.start()]
        first = end < 0 or bool(_ENDS.search(text[: match.start()][-12:])) or "\n" in between
        found.append(Word(match.group(), fold(match.group()), first, between in (" ", "-", "'")))
        end = match.end()
    return found


def fold(word: str) -> str:
    return re.sub(r"'s?$", "", word.casefold())


@lru_cache
def ordinary() -> tuple[frozenset[str], frozenset[str]]:
    """(words that are never names, words that aren't at the beginning of a sentence)."""
    lines = (Path(__file__).with_name("ordinary.txt")).read_text("utf-8").splitlines()
    text = " ".join(line for line in lines if not line.startswith("#"))
    _, anywhere, beginning = re.split(r"\[\w+\]", text)
    return frozenset(anywhere.split()), frozenset(beginning.split())


def unknown_names(text: str, known: frozenset[str], pairs: Pairs) -> Iterator[str]:
    """Every name of `text` that is not in `known`, and every pair of known names put together anew."""
    anywhere, beginning = ordinary()
    before: Word | None = None
    for word in words(text):
        if not word.capital or word.folded in anywhere or word.text in CODES:
            before = None
            continue
        if word.folded not in known:
            if not (word.first and word.text[1:].islower() and word.folded in beginning):
                yield word.text
            before = None
            continue
        if before and word.follows and not pairs.allow(before.folded, word.folded):
            yield f"{before.text} {word.text}"
        before = word if not word.first or word.folded not in beginning else None


@dataclass(frozen=True)
class Pairs:
    """Which known words stand side by side in the facts, and which begin or end a name there.

    "Ana Ruiz" and "Maria Lopez" know all four words, yet nobody called Ana Lopez.
    """

    beside: frozenset[tuple[str, str]]
    starts: frozenset[str]
    ends: frozenset[str]

    def allow(self, left: str, right: str) -> bool:
        return (left, right) in self.beside or (left in self.ends and right in self.starts)

    @classmethod
    def of(cls, texts: list[str]) -> Pairs:
        beside, starts, ends = set(), set(), set()
        for text in texts:
            found = words(text)
            for left, right in zip([None, *found], [*found, None], strict=True):
                if left and right and right.follows:
                    beside.add((left.folded, right.folded))
                else:
                    starts |= {right.folded} if right else set()
                    ends |= {left.folded} if left else set()
        return cls(frozenset(beside), frozenset(starts), frozenset(ends))
