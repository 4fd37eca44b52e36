"""What a kind of slot is: how it reads inside a match, how it looks in JSON, what a command gets from it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from intents.phrases import Run

Json = Any


class Kind:
    """A kind of slot.

    A *typed* kind reads by itself where it ends (`ends`); any other is bounded by `limit` and by the words that
    follow it in the template, and is checked (`value`) when the whole text has been read.

    cost: what a reading pays per word of this slot; the cheapest reading of a text wins.
    feature: what a text must have at all ("#num"), so that templates need not be tried in vain.
    """

    typed = False
    anywhere = (
        False  # a typed kind that can begin with any word; others begin with those of `starters` or a digit
    )
    feature: str | None = None

    def __init__(self, name: str, cost: float = 1.0) -> None:
        self.name = name
        self.cost = cost

    def starters(self) -> frozenset[str]:
        """Typed kinds: the words without a digit that such a slot can begin with."""
        return frozenset()

    def can_begin(self, word: str) -> bool:
        """Typed kinds: False where such a slot never begins with this word, so that `ends` need not be asked."""
        return True

    def ends(self, run: Run, i: int, past: bool) -> list[tuple[int, Json]]:
        """Typed kinds: every (end, JSON value) of a slot that begins at word i, best first."""
        raise NotImplementedError(self.name)

    def limit(self, run: Run, i: int) -> int:
        """Other kinds: the last word a slot that begins at word i can end after."""
        return run.n

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        """The JSON value of words i..end-1, or None where they can't be such a thing."""
        raise NotImplementedError(self.name)

    def penalty(self, run: Run, i: int, end: int) -> float:
        """What makes this span a less likely value than its length alone."""
        return 0.0

    def from_json(self, value: Json, context: Any) -> Any:
        """The Python value of the JSON; raises ValueError with a sentence."""
        return value

    def schema(self) -> dict[str, Any]:
        """JSON schema of the value, for the model's tool."""
        return {"type": "string"}
