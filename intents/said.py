"""What a text is read as: commands, and what reading them depends on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

Json = Any


class Names(Protocol):
    """What the gallery knows; settles readings that differ in where a name ends."""

    def is_item(self, text: str) -> bool: ...

    def is_contact(self, text: str) -> bool: ...


@dataclass(frozen=True)
class Context:
    """What reading depends on.

    now: aware, in the gallery's zone. pending: the kind of question this sender was last asked, or None.
    """

    now: datetime
    region: str = "US"
    currency: str = "USD"
    as_: str = "staff"
    pending: str | None = None
    names: Names | None = None


@dataclass(frozen=True)
class Command:
    """A typed command as it was read.

    fuzzy: words were corrected to read it. free_tail: it ends in a free text that nothing set apart ("make Tom a
    coffee"). Neither may write without asking. bare: nothing but a slot was said ("SV-0012").
    """

    name: str
    slots: dict[str, Json]
    fuzzy: bool = False
    free_tail: bool = False
    bare: bool = field(default=False, compare=False)


@dataclass(frozen=True)
class Understood:
    """`readings`: whole-text readings, best first; empty where the text is no command.

    doubtful: where it rather is none, what it would be; to be asked about where every name in it exists.
    """

    readings: tuple[tuple[Command, ...], ...]
    route: str  # "grammar" | "typo" | "likeness" | "none"
    doubtful: tuple[tuple[Command, ...], ...] = ()


NOTHING = Understood((), "none")
Reading = tuple[float, tuple[Command, ...]]
