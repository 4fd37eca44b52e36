"""Sizes in centimetres and inches, both, whichever was said."""

from __future__ import annotations

import re
from decimal import Decimal

CM = Decimal("2.54")
INCH_REGIONS = frozenset({"US", "CA"})
_NUMBER = r"\d+(?:[.,]\d+)?(?:\s+\d/\d)?"
SIZE = re.compile(
    rf"(?P<sides>{_NUMBER}(?:\s*(?:in|inches|\"|”|cm)?\s*[x×]\s*{_NUMBER}){{1,2}})\s*(?P<unit>in|inch|inches|\"|”|″|cm)?\.?",
    re.IGNORECASE,
)


def both(said: str, region: str) -> str:
    """ "24x36 in" → "24x36 in (61 x 91.4 cm)"; "60 x 90 cm" → "60 x 90 cm (23.6 x 35.4 in)".

    A size without a unit is in what the region measures with; what isn't sides by sides stays as it is.
    """
    match = SIZE.fullmatch(said.strip())
    if match is None:
        return said
    unit = (match["unit"] or ("in" if region in INCH_REGIONS else "cm")).casefold()
    inches = unit != "cm"
    sides = [_read(side) for side in re.findall(_NUMBER, match["sides"])]
    other = " x ".join(_short(side * CM if inches else side / CM) for side in sides)
    own = said.strip() if match["unit"] else f"{said.strip()} {unit}"
    return f"{own} ({other} {'cm' if inches else 'in'})"


def _read(side: str) -> Decimal:
    """ "24", "24.5", "24 1/2"."""
    whole, _, part = side.partition(" ")
    number = Decimal(whole.replace(",", "."))
    if part.strip():
        over, under = part.strip().split("/")
        number += Decimal(over) / max(Decimal(under), Decimal(1))
    return number


def _short(number: Decimal) -> str:
    return f"{number.quantize(Decimal('0.1')).normalize():f}"
