"""The words of what an import brings, counted while it is written: counting all of a gallery's anew takes as long as a
tenth of a long import, and far longer than a short one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from threading import Lock

from crm_core.services import words

MOST = 200_000  # different words that are kept in mind
SHORTEST = 3  # letters of a word worth correcting a typo with
# Every byte as a small letter, or as what parts words.
LETTERS = bytes(
    ord(chr(byte).lower()) if chr(byte).isalpha() and byte < 128 else ord(" ") for byte in range(256)
)


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


def _counted(texts: list[str]) -> Counter[str]:
    """Makers and materials come again and again: those that come as often as each other are read all together."""
    as_often: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for text, times in Counter(texts).items():
        as_often[times, text.isascii()].append(text)
    counts: Counter[str] = Counter()
    for (times, _), some in as_often.items():
        for word, count in Counter(_words("\n".join(some))).items():
            if len(word) >= SHORTEST:
                counts[word] += count * times
    return counts


def _words(text: str) -> list[str]:
    """`words.vocabulary_words` and shorter ones, sooner: in what is ASCII no letters are looked up."""
    if text.isascii():
        return text.encode().translate(LETTERS).decode().split()
    parts = text.split()
    odd = words.vocabulary_words("\n".join(part for part in parts if not part.isascii()))
    return odd + _words("\n".join(part for part in parts if part.isascii()))
