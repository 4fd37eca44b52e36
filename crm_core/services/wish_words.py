"""What a wish says: the words an item must have, and how large it may be."""

from __future__ import annotations

import re

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import Item
from crm_core.services import list_words, words
from crm_core.services.described import LARGE, SMALL, area
from crm_core.services.sizes import SIZE

# Around what is meant, or about its size, which is compared and not read.
AROUND = words.DETERMINERS | LARGE | SMALL | frozenset(
    "and or of by in on at with from for to any some something anything like similar work works piece pieces art new "
    "nice good one ones".split()
)  # fmt: skip
TOLERANCE = 0.15  # of each side: frames and rounding
LARGE_AREA, SMALL_AREA = 5_000.0, 2_500.0  # cm²: 70 x 70, 50 x 50


def query(said: str) -> str:
    """A full-text query of all words that matter; "" where none does: such a wish would fit everything."""
    rest = list_words.read(SIZE.sub(" ", said)).words
    spoken = [word for word in words.tokens(rest) if word not in AROUND]
    return words.all_of(words.any_of([*list_words.alternatives(word), plural(word)]) for word in spoken)


def fits(crm: Crm, said: str, item: Item) -> bool:
    """Whether an item is of the years, with the papers and so on that a wish names; its words are looked up before."""
    asked = list_words.read(said).conditions
    return not asked or crm.session.scalar(select(Item.id).where(Item.id == item.id, *asked)) is not None


def plural(word: str) -> str:
    """ "nude" is "nudes", as titles of things have it."""
    return word if word.endswith("s") or word.isdigit() else word + "s"


def fits_size(said: str, size: str | None) -> bool:
    """Whether an item's size is the one wished for: its sides in either order, or large or small. Unknown fits."""
    actual = _sides(size or "")
    wanted = SIZE.search(said)
    if not actual:
        return True
    if wanted is not None and (asked := _sides(wanted[0])) and len(asked) == len(actual):
        return any(_near(asked, turned) for turned in (actual, actual[::-1]))
    spoken, measured = set(words.tokens(said)), area(size)
    if measured is None:
        return True
    return not ((spoken & LARGE and measured < LARGE_AREA) or (spoken & SMALL and measured > SMALL_AREA))


def _near(asked: list[float], actual: list[float]) -> bool:
    return all(abs(one - other) <= TOLERANCE * one for one, other in zip(asked, actual, strict=True))


def _sides(said: str) -> list[float]:
    """Two sides in centimetres, as `described.area` reads them; [] where they aren't said."""
    numbers = re.findall(r"\d+(?:[.,]\d+)?", said.partition("(")[0])[:2]
    inches = re.search(r"\bin\b|inch|[\"”]", said.partition("(")[0]) is not None
    return (
        [float(each.replace(",", ".")) * (2.54 if inches else 1.0) for each in numbers]
        if len(numbers) == 2
        else []
    )
