"""The words of what an import brings, counted while it is written: counting all of a gallery's anew takes as long as a
tenth of a long import, and far longer than a short one.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from crm_core.services import words

MOST = 200_000  # different words that are kept in mind


@dataclass
class Heard:
    """Texts of one chunk that people will look for: titles, makers and the like; names and companies."""

    items: list[str] = field(default_factory=list)
    contacts: list[str] = field(default_factory=list)

    def add(self, other: Heard) -> None:
        self.items += other.items
        self.contacts += other.contacts


class Words:
    """How often each word was heard since the beginning. whole: nothing is missing."""

    def __init__(self, whole: bool = True) -> None:
        self.whole = whole
        self.counts: dict[str, Counter[str]] = {"item": Counter(), "contact": Counter()}

    def hear(self, heard: Heard) -> None:
        """Once that chunk is written for good."""
        for kind, texts in (("item", heard.items), ("contact", heard.contacts)):
            if texts and self.whole:
                _count(texts, self.counts[kind])
                self.whole = len(self.counts[kind]) <= MOST


def _count(texts: list[str], counts: Counter[str]) -> None:
    """Makers and materials come again and again, most titles once: those are read all together."""
    many = Counter(texts)
    once = [text for text, times in many.items() if times == 1 and text.isascii()]
    counts.update(words.vocabulary_words("\n".join(once)))
    for text, times in many.items():
        if times > 1 or not text.isascii():
            for word in words.vocabulary_words(text):
                counts[word] += times
