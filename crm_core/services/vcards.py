"""Contact cards as phones share them: vCard 2.1, 3.0 and 4.0 (RFC 6350), as far as we keep what they say."""

from __future__ import annotations

import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

MOST = 20  # cards of one file: more of them are a table's business
LONGEST = 200_000  # characters: pictures travel inside of cards
LINE = re.compile(
    r"(?:[A-Za-z0-9-]+\.)?(?P<name>[A-Za-z-]+)(?P<params>(?:;[^:]*?)?):(?P<value>.*)", re.DOTALL
)


@dataclass
class Card:
    """One person: the first of each, a mobile phone before others."""

    name: str = ""
    phone: str = ""
    email: str = ""
    company: str = ""
    address: str = ""
    birthday: str = ""
    _phone_weight: int = field(default=-1, repr=False)

    def slots(self) -> dict[str, str]:
        """What is known, by the names of our slots."""
        names = ("name", "phone", "email", "company", "address", "birthday")
        return {name: value for name in names if (value := getattr(self, name))}


def read(content: bytes) -> list[Card]:
    """The cards of a file that name somebody; [] where it is none."""
    text = _decoded(content)[:LONGEST]
    cards, card = list[Card](), None
    for line in _lines(text):
        match = LINE.fullmatch(line)
        if match is None:
            continue
        name, params = match["name"].upper(), match["params"].upper()
        if name == "BEGIN":
            card = Card()
        elif name == "END":
            if card is not None and (card.name or card.company):
                card.name = card.name or card.company
                cards.append(card)
            card = None
        elif card is not None:
            _take(card, name, params, _plain(match["value"], params))
    return cards[:MOST]


def _decoded(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("utf-16" if content[:2] in (b"\xff\xfe", b"\xfe\xff") else "cp1252", "replace")


def _lines(text: str) -> Iterator[str]:
    """Lines as they were before folding: one that begins with a space goes on the last; quoted-printable with "="."""
    kept = ""
    for line in text.splitlines():
        if line[:1] in (" ", "\t") and kept:
            kept += line[1:]
        elif kept.endswith("=") and "QUOTED-PRINTABLE" in kept.upper():
            kept = kept[:-1] + line
        else:
            yield kept
            kept = line
    yield kept


def _plain(value: str, params: str) -> str:
    if "QUOTED-PRINTABLE" in params:
        value = quopri.decodestring(value.encode()).decode("utf-8", "replace")
    return value.replace("\0", "")


def _take(card: Card, name: str, params: str, value: str) -> None:
    if name == "FN":
        card.name = _unescaped(value)
    elif name == "N" and not card.name:
        last, first, *_ = [*_parts(value), "", ""]
        card.name = " ".join(part for part in (first, last) if part)
    elif name == "TEL":
        weight = 2 if "CELL" in params or "MOBILE" in params else 0 if "FAX" in params else 1
        if weight > card._phone_weight:
            card.phone, card._phone_weight = value.strip().removeprefix("tel:"), weight
    elif name == "EMAIL":
        card.email = card.email or value.strip().lower()
    elif name == "ORG":
        card.company = next((part for part in _parts(value) if part), "")
    elif name == "ADR" and not card.address:
        card.address = ", ".join(part for part in _parts(value) if part)
    elif name == "BDAY":
        card.birthday = _day(value)


def _parts(value: str) -> list[str]:
    return [_unescaped(part) for part in re.split(r"(?<!\\);", value)]


def _unescaped(value: str) -> str:
    said = re.sub(r"\\(.)", lambda found: "\n" if found[1] in "nN" else found[1], value)
    return " ".join(said.split())


def _day(value: str) -> str:
    """A whole date as ISO; "" for one without its year, which our slot can't hold."""
    found = re.fullmatch(r"(\d{4})-?(\d\d)-?(\d\d).*", value.strip())
    try:
        return date(*map(int, found.groups())).isoformat() if found else ""
    except ValueError:
        return ""
