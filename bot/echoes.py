"""Words that no template can know, because what they stand for was said before: "same price", "the second one".

They are spelled out and the text is read again; a text in which they are somebody's own words stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.memory import Memory
from bot.resolve import ORDINALS
from crm_core.crm import Crm
from crm_core.models import Item, Order
from intents.base import Json, Ref
from intents.understand import NOTHING, Understood

SAME = r"(?:the\s+)?same\s+(?:price|amount|money)"
LEADING = re.compile(rf"^\s*{SAME}\s+(?:for|on|with)\s+(?P<rest>.+?)[.!]*\s*$", re.I | re.S)
TRAILING = re.compile(
    rf"^(?P<rest>.*?)[,;]?\s*(?:\b(?:for|at)\s+)?\b{SAME}(?:\s+again)?[.!]*\s*$", re.I | re.S
)
WHICH = re.compile(
    rf"\bthe (?:(?P<ordinal>{'|'.join(ORDINALS)}|last) one|#?(?P<number>\d{{1,2}})(?:st|nd|rd|th) one)\b",
    re.I,
)


def read(crm: Crm, memory: Memory, text: str, reader: Callable[[str], Understood]) -> Understood:
    """What the text reads as, with such words spelled out where they mean something here."""
    understood = reader(text)
    spelled = _priced(memory, text)
    if not _quoted(understood, "same "):
        if not spelled and (LEADING.match(text) or TRAILING.match(text)):
            return NOTHING  # a price was said that nobody knows any more
        again = reader(spelled) if spelled else NOTHING
        if again.readings:
            return again
    if not understood.readings:
        spelled = _named(crm, memory, text)
        if spelled:
            return reader(spelled)
    return understood


def _priced(memory: Memory, text: str) -> str:
    """The text with the price last said in place of "the same price"; "" where there is none, or no such words."""
    price = memory.price()
    if not price:
        return ""
    amount = f"{price['amount']} {price['currency']}"
    leading = LEADING.match(text)
    if leading:
        return f"price {leading['rest']} {amount}"
    trailing = TRAILING.match(text)
    if not trailing:
        return ""
    return f"{trailing['rest']} for {amount}" if trailing["rest"].strip() else amount


def _quoted(understood: Understood, words: str) -> bool:
    """Whether they are part of a message, a note or the like."""
    slots = [command.slots for reading in understood.readings[:1] for command in reading]
    return any(
        words in said.casefold() for each in slots for value in each.values() for said in _texts(value)
    )


def _texts(value: Json) -> list[str]:
    return [each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)]


def _named(crm: Crm, memory: Memory, text: str) -> str:
    """The text with the rows' own names in place of "the second one"; "" where the last list has no such row."""
    shown = memory.shown()
    found = list(WHICH.finditer(text))
    rows = [_row(each, shown) for each in found]
    if not found or not all(rows):
        return ""
    for each, row in reversed(list(zip(found, rows, strict=True))):
        assert row is not None  # all of them are
        text = text[: each.start()] + _name(crm, row) + text[each.end() :]
    return text


def _row(which: re.Match[str], shown: list[Ref]) -> Ref | None:
    if which["number"] or which["ordinal"]:
        number = int(which["number"] or ORDINALS[which["ordinal"].casefold()])
        return shown[number - 1] if 1 <= number <= len(shown) else None
    return shown[-1] if shown else None


def _name(crm: Crm, ref: Ref) -> str:
    """What nothing else is called."""
    if ref.kind == "item":
        return crm.session.get_one(Item, ref.id).sku
    if ref.kind == "order":
        return str(crm.session.get_one(Order, ref.id).number)
    return ref.label
