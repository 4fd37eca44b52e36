"""Pointing at one of several: "2", "the draft to Maria"; and a slot that takes whatever was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from intents.slots.kind import Json, Kind
from intents.slots.numbers import digits
from intents.slots.words import Text

if TYPE_CHECKING:
    from intents.phrases import Run


class Which(Text):
    """A number of a list, or words that say which."""

    def __init__(self, name: str) -> None:
        super().__init__(name, 1.2, 8, breaks=":;\n,")

    def value(self, run: Run, i: int, end: int, owned: bool) -> Json:
        if run.words[i] in ("number", "nr") and end - i > 1:
            i += 1
        if end - i == 1 and (number := digits(run.words[i])) is not None and number == int(number):
            return int(number)
        return super().value(run, i, end, owned)

    def schema(self) -> dict[str, Any]:
        return {"type": ["string", "integer"]}


class Any_(Kind):
    """The answer to a question about a slot: read in that slot's kind by the caller."""

    def schema(self) -> dict[str, Any]:
        return {}
