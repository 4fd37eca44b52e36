"""Things by their numbers among other words: "the sv-0012 nude".

A short number is no word of an item's full text (see models/catalogue): the index that keeps numbers apart finds it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sqlalchemy import ColumnElement, and_, func

from crm_core.models import Item
from crm_core.services import matching

Query = Callable[[list[str]], str] | None  # of words, as a full-text query; None: whatever they are
SHORTEST = 2  # signs of how a number begins


def fits(spoken: list[str], query: Query) -> list[ColumnElement[bool]]:
    """Whether one of the words is an item's number and the others are words of it; nothing where none can be one."""
    return [
        _beside(_number() == number, rest, query) for number, rest in _numbers(spoken) if _has_digit(number)
    ]


def begun(spoken: list[str], query: Query) -> list[ColumnElement[bool]]:
    """The same where the last word may only be how the number begins."""
    return fits(spoken, query) + [
        _beside(_number().startswith(number, autoescape=True), rest, query)
        for number, rest in _numbers(spoken)
        if rest == spoken[: len(rest)] and len(number) >= SHORTEST and (_has_digit(number) or not rest)
    ]


def _number() -> ColumnElement[str]:
    return func.upper(Item.sku)


def _numbers(spoken: Sequence[str]) -> Iterator[tuple[str, list[str]]]:
    """Each word and each two, "sv-0012" and "sv 0012", with what is said beside them."""
    for size in (1, 2):
        for at in range(len(spoken) - size + 1):
            end = at + size
            yield " ".join(spoken[at:end]).upper(), [*spoken[:at], *spoken[end:]]


def _has_digit(number: str) -> bool:
    return any(letter.isdigit() for letter in number)


def _beside(number: ColumnElement[bool], rest: list[str], query: Query) -> ColumnElement[bool]:
    return and_(number, matching.matches(Item, query(rest))) if rest and query else number
