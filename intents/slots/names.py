"""Names of people. A span with a word that no name has ("my ex on ebay") is not a person."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from intents.slots.everyday import EVERYDAY
from intents.slots.kind import Json
from intents.slots.unnamed import NOT_NAMES
from intents.slots.words import Text, lowercase, trimmed
from intents.tokens import GENITIVE

if TYPE_CHECKING:
    from intents.phrases import Run

PRONOUNS = frozenset("her him them she he they".split())
OWNERS = frozenset("her his their".split())  # "her number" is whose Maria's would be
TITLES = frozenset(
    "mr mrs ms miss mx dr prof herr frau monsieur madame mme señora señor signor signora sir lady lord".split()
)
PARTICLES = frozenset(
    "de van von der den del della di da dos du la le el al bin ibn ter ten af av st".split()
)
_SHAPE = re.compile(r"[^\W\d_](?:[^\W\d_]|[-'’.])*$")


class Name(Text):
    """One to five words of a person's name: "Maria", "the hendersons", "Dr Osei", "anouk de vries"."""

    def __init__(self, name: str, cost: float = 1.0, *, pronouns: bool = True, longest: int = 5) -> None:
        super().__init__(name, cost, longest)
        self.pronouns = pronouns

    def limit(self, run: Run, i: int) -> int:
        words, gaps = run.words, run.text.gaps
        if i >= run.n:
            return i
        if self.pronouns and (words[i] in PRONOUNS or words[i] in OWNERS):
            return i + 1
        at = i + 1 if words[i] in ("the", "our", "my") else i
        start = at
        while at < run.n and at - start < self.longest:
            if (
                at > start
                and gaps[at]
                and not run.abbreviated(at)
                and any(ch in ",;:!?()\n–—-." for ch in gaps[at])
            ):
                break
            if not self._can_be(run, at, start):
                break
            at += 1
        return at if at > start else i

    def _can_be(self, run: Run, at: int, start: int) -> bool:
        word = run.words[at]
        if word in EVERYDAY and lowercase(run, at):
            return False
        if word in NOT_NAMES:
            if word == "and" and at > start:
                if run.text.cut(at, at + 1) == "&" and at + 1 < run.n:
                    return True  # "Hollis & Crane"
                return run.words[at - 1] in TITLES and run.words[at + 1] in TITLES
            return not lowercase(run, at) and at > 0 and word in CAPITAL_NAMES
        raw = run.text.text[run.text.spans[at][0] : run.text.spans[at][1]]
        return bool(_SHAPE.match(raw)) and len(raw) < 24

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in OWNERS and run.words[i] not in PRONOUNS:
            return run.words[i] if owned and end == i + 1 else None
        if run.words[i] in ("the", "our", "my") and end - i > 1:
            i += 1
        if run.words[end - 1] in PARTICLES and end - i > 1 and lowercase(run, end - 1):
            return None
        if run.words[i] in TITLES and end - i == 1 or run.words[end - 1] == "and":
            return None
        if not owned and run.owned[end - 1] == GENITIVE:
            return None
        return trimmed(self.clean(run.text.cut(i, end), owned)) or None

    def penalty(self, run: Run, i: int, end: int) -> float:
        extra = max(0, end - i - 3) * 0.7
        the = run.words[i] == "the"
        family = run.words[end - 1].endswith("s") and not lowercase(run, end - 1)
        return extra + (0.0 if not the else 0.3 if family else 1.0)


CAPITAL_NAMES = frozenset(
    "will may art grace mark bill june april august rose hope joy faith young small long best major price".split()
)


class Person(Name):
    """A name written with a capital."""

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in PRONOUNS or not lowercase(run, end - 1):
            return super().value(run, i, end, owned)
        return None
