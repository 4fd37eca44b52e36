"""Things called by a description: "the big red one", "the new Ruiz", "2 blue mugs"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from crm_core.models import Item
from crm_core.services import words

NEW = frozenset({"new", "newest", "latest", "recent"})
LARGE = frozenset({"big", "large", "huge", "bigger", "larger", "biggest", "largest"})
SMALL = frozenset({"small", "little", "tiny", "smaller", "smallest", "littlest"})
# Words for a thing that say nothing about which.
PLAIN_NOUNS = frozenset({
    "one", "ones", "piece", "work", "works", "artwork", "item", "thing", "painting", "picture", "pieces",
    "paintings",
})  # fmt: skip
# So much larger than the next that "the big one" can only be this.
CLEARLY = 2.0


@dataclass(frozen=True)
class Description:
    """The words to look for, and how to choose among what they find."""

    tokens: list[str]
    new: bool = False
    large: bool = False
    small: bool = False

    def narrow(self, rows: list[Item]) -> list[Item]:
        """The one that is meant where that is clear; else all, likeliest first."""
        if self.new and rows:
            return [max(rows, key=lambda item: item.id)]
        if self.large or self.small:
            return _by_size(rows, largest=self.large)
        return rows


def describe(said: str) -> Description:
    """Without determiners, a leading quantity, "new" and "big", and nouns for any thing at all."""
    spoken = words.tokens(said)
    while len(spoken) > 1 and (spoken[0] in words.DETERMINERS or re.fullmatch(r"\d{1,3}", spoken[0])):
        spoken = spoken[1:]
    kept = [word for word in spoken if word not in NEW | LARGE | SMALL]
    while len(kept) > 1 and kept[-1] in PLAIN_NOUNS:
        kept = kept[:-1]
    if not kept or kept[-1] in PLAIN_NOUNS:
        return Description(spoken)
    has: Callable[[frozenset[str]], bool] = lambda group: not group.isdisjoint(spoken)  # noqa: E731
    return Description(kept, has(NEW), has(LARGE), has(SMALL))


def area(size: str | None) -> float | None:
    """Width times height of "24x36 in" or "60 × 80 cm", in square centimetres."""
    numbers = re.findall(r"\d+(?:[.,]\d+)?", size or "")
    if len(numbers) < 2:
        return None
    inches = re.search(r"\bin\b|inch|[\"”]", size or "") is not None
    width, height = (float(each.replace(",", ".")) * (2.54 if inches else 1.0) for each in numbers[:2])
    return width * height


def _by_size(rows: list[Item], *, largest: bool) -> list[Item]:
    measured = [(found, item) for item in rows if (found := area(item.size)) is not None]
    measured.sort(key=lambda each: each[0], reverse=largest)
    if len(measured) == len(rows) > 1:
        first, second = measured[0][0], measured[1][0]
        if max(first, second) >= CLEARLY * min(first, second):
            return [measured[0][1]]
    rest = [item for item in rows if area(item.size) is None]
    return [item for _, item in measured] + rest
