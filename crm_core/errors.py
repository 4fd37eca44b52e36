"""Failures a person can cause or meet. Each carries its data and knows the sentence to say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class HerringError(Exception):
    """Something went wrong.

    A subclass's docstring is its sentence: ``{name}`` is filled from the keyword arguments, which stay
    available as ``error.data``. ``str(error)`` is fit to be texted to the person who caused it.
    """

    def __init__(self, **data: Any) -> None:
        self.data = data
        super().__init__((type(self).__doc__ or "").strip().format(**data))


class AskModel(Exception):
    """What can't be told without the model, which nobody may wait for while a transaction is open.

    Whoever opened the unit of work asks it and comes again with the answer in `Crm.answers`, under this key.
    wanted: what to ask, in plain values.
    """

    def __init__(self, key: str, wanted: dict[str, Any]) -> None:
        super().__init__(key)
        self.key, self.wanted = key, wanted


class Refused(HerringError):
    """{why}"""


class WhichOne(HerringError):
    """Which {what}? Say it again with its name or number."""

    def __init__(self, what: str, slot: str, rows: Sequence[Any]) -> None:
        """slot: the command's slot that says which; rows: those it may be, of the slot's kind. A conversation asks."""
        super().__init__(what=what)
        self.slot, self.rows = slot, rows


class NotAllowed(HerringError):
    """You can't {what}: {who} can. Ask them, or text MENU to see what you can do."""


class NotFound(HerringError):
    """I don't know {what}."""


class Conflict(HerringError):
    """{why}"""


class Unavailable(HerringError):
    """{service} can't be reached right now. Nothing was changed; please try again in a minute."""
