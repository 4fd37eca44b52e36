"""What a text's commands came to: what is said, what was done, and the one question that remains."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bot.resolve import Step
from intents.base import Ref

UNDO = " UNDO takes it back."
UNDO_LAST = " UNDO takes the last one back."


@dataclass
class Ask:
    """A question to open: about steps[0]; the other steps follow once it is answered."""

    kind: str
    steps: list[Step]
    text: str
    slot: str | None = None
    options: list[dict[str, Any]] = field(default_factory=list)
    versions: list[dict[str, Any]] = field(default_factory=list)
    word: str = ""


@dataclass
class Outcome:
    """What carrying out a text's commands came to.

    first: what must be known before all else. said: the answers in order. ask: the one question that remains.
    done: receipts of writes. wrote: something changed.
    """

    first: list[str] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    ask: Ask | None = None
    shown: list[Ref] = field(default_factory=list)
    media: list[str] = field(default_factory=list)
    more: Any = None
    done: list[str] = field(default_factory=list)
    wrote: bool = False

    def text(self) -> str:
        """All that is said: single lines follow each other, longer answers stand apart. UNDO is named once."""
        said = list(self.said)
        receipts = [index for index, text in enumerate(said) if text in self.done and text.endswith(UNDO)]
        for index in receipts[:-1] if len(receipts) > 1 else []:
            said[index] = said[index].removesuffix(UNDO)
        if len(receipts) > 1:
            said[receipts[-1]] = said[receipts[-1]].removesuffix(UNDO) + UNDO_LAST
        parts = [part for part in said if part]
        apart = "\n\n" if any("\n" in part for part in parts) else "\n"
        return "\n\n".join(part for part in ["\n".join(self.first), apart.join(parts)] if part)
