"""The words of what an import brings, counted while it is written: counting all of a gallery's anew takes as long as a
tenth of a long import, and far longer than a short one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import lru_cache
from threading import Lock

from crm_core.services import words

MOST = 200_000  # different words that are kept in mind


Counts = dict[str, Counter[str]]


@dataclass
class Heard:
    """Texts of one chunk that people will look for: titles, makers and the like; names and companies."""

    items: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)

    def add(self, other: Heard) -> None:
        self.items += other.items
        self.contacts += other.contacts

    def counted(self) -> Counts:
        """How often each word is there, by kind."""
        return {"item": _counted(self.items), "contact": _counted(self.contacts)}


class Words:
    """How often each word was heard since the beginning. whole: nothing is missing."""

    def __init__(self, whole: bool = True) -> None:
        self.whole = whole
        self._one_by_one = Lock()
        self.counts = _none()

    def hear(self, counted: Counts) -> None:
        """Once that chunk is written for good."""
        with self._one_by_one:
            for kind, counts in counted.items():
                if self.whole:
                    self.counts[kind].update(counts)
                    self.whole = len(self.counts[kind]) <= MOST

    def take(self) -> Counts:
        """What was counted since this was asked before."""
        with self._one_by_one:
            taken, self.counts = self.counts, _none()
        return taken


def _none() -> Counts:
    return {"item": Counter(), "contact": Counter()}


_words = lru_cache(maxsize=8192)(words.vocabulary_words)


def _counted(texts: list[str]) -> Counter[str]:
    """Makers and materials come again and again, most titles once: those are read all together."""
    many = Counter(texts)
    once = [text for text, times in many.items() if times == 1 and text.isascii()]
    counts = Counter(words.vocabulary_words("\n".join(once)))
    for text, times in many.items():
        if times > 1 or not text.isascii():
            for word in _words(text):
                counts[word] += times
    return counts
