"""Editions: one item, many pieces, each with a number of its own: 3/10, AP 1. Each has its own state and may have its
own price.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Item, Piece

MOST = 1_000
# "AP 2", "artist's proof 2", "a.p. 2/3"; printer's proofs and copies not for trade are counted among the proofs.
_PROOF = r"(?:a\.?p\.?|artist[’']?s?\s+proof|proof)\s*(?:no\.?\s*|#\s*)?(?P<proof>\d{1,3})?(?:\s*(?:/|of)\s*\d{1,4})?"
_NUMBER = (
    r"(?:(?:no\.?|nr\.?|number|num|edition|ed\.?|#)\s*(?P<bare>\d{1,4})(?:\s*(?:/|of)\s*(?P<of1>\d{1,4}))?"
    r"|(?P<number>\d{1,4})\s*(?:/|\bof\b)\s*(?P<of2>\d{1,4}))"
)
_WHICH = rf"(?:(?P<is_proof>{_PROOF})|{_NUMBER})"
_FORMS = (
    re.compile(rf"(?P<title>.+?)[\s,:]+\(?{_WHICH}\)?", re.IGNORECASE),
    re.compile(rf"{_WHICH}\s+(?:of\s+|from\s+)?(?:the\s+)?(?P<title>\D.*)", re.IGNORECASE),
)


@dataclass(frozen=True)
class Which:
    """One number of an edition as it was said. of: the edition's size, where it was said."""

    title: str
    proof: bool
    number: int
    of: int | None = None

    @property
    def label(self) -> str:
        return (
            f"AP {self.number}" if self.proof else f"{self.number}/{self.of}" if self.of else f"{self.number}"
        )


def split(said: str) -> Which | None:
    """ "Night Swim 3/10", "Night Swim AP 1", "no. 3 of Night Swim"; None where no number is said."""
    for form in _FORMS:
        match = form.fullmatch(said.strip(' \t\n.,;:!?"“”'))
        if match and match["is_proof"]:
            return Which(match["title"], True, int(match["proof"] or 1))
        if match:
            of = match["of1"] or match["of2"]
            number = int(match["bare"] or match["number"])
            return Which(match["title"], False, number, int(of) if of else None)
    return None


def make(crm: Crm, item: Item, numbers: int, proofs: int, location: str | None = None) -> None:
    """The pieces of a new edition: 1/10 … 10/10, then AP 1 …"""
    if not 1 <= numbers <= MOST or not 0 <= proofs <= MOST:
        raise Refused(why=f"An edition has between 1 and {MOST:,} numbers. How many has {item.title}?")
    labels = [f"{number}/{numbers}" for number in range(1, numbers + 1)]
    labels += [f"AP {number}" for number in range(1, proofs + 1)]
    for number, label in enumerate(labels, 1):
        crm.session.add(Piece(item_id=item.id, number=number, label=label, location=location))
    item.details = {**item.details, "edition": words(numbers, proofs)}
    crm.session.flush()


def words(numbers: int, proofs: int) -> str:
    """ "edition of 10 plus 2 AP"."""
    return f"edition of {numbers}" + (f" plus {proofs} AP" if proofs else "")


def piece(crm: Crm, item: Item, said: str) -> Piece | None:
    """The very piece that was said; None where only the item was. Refused where there is no such number."""
    which = split(said) if item.kind == "edition" else None
    # A title may end in a number of its own: "Study No. 3".
    if which is None or item.title.casefold() == said.strip().casefold():
        return None
    rows = crm.session.scalars(
        select(Piece).where(Piece.item_id == item.id, Piece.deleted_at.is_(None))
    ).all()
    numbered = [row for row in rows if not (row.label or "").startswith("AP")]
    for row in rows:
        if which.proof and row.label == f"AP {which.number}":
            return row
        if (
            not which.proof
            and row in numbered
            and row.number == which.number
            and which.of in (None, len(numbered))
        ):
            return row
    has = words(len(numbered), len(rows) - len(numbered))
    raise Refused(why=f"There is no {which.label} of {item.title} ({item.sku}): it is an {has}.")


def name(item: Item, which: Piece | None) -> str:
    """ "Night Swim 3/10"; the title alone for a single work."""
    return f"{item.title} {which.label}" if which and which.label and item.kind == "edition" else item.title


def named(item: Item, which: Piece | None) -> str:
    """ "Night Swim 3/10 (SV-0030)"."""
    return f"{name(item, which)} ({item.sku})"
