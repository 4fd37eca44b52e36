"""Which column of a file is what: by the names that people, shops and museums give them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from crm_core.services import words
from crm_core.services.transfer.column_names import KINDS

# Words that make another thing of a column: "artist id" is no artist.
OTHERS = frozenset(
    "id ids uid url role nationality thumbnail copyright image photo note type earliest latest year month day"
    " first last middle full prefix suffix label description seo variation variante option"
    " starts ends allow reviews promoted".split()
)
# What stands beside somebody and is not their name: "customer email".
BESIDE = frozenset("email mail phone address street city zip postcode country state".split())
# When something came in or went out is not when it was made.
CAME = frozenset(
    "purchase purchased bought sale sold entry acquired acquisition added updated modified listed".split()
)
BLOCKED = {"customer": BESIDE, "name": BESIDE, "maker": BESIDE, "year": CAME}
# Names that mean something alone, and any other thing beside another word: "clay body" is no description.
ALONE = frozenset(
    "by first last listing site shop cur navn nr body h w d st net paid ask asking retail box data handle token"
    " vendor limit place age period info media pieces piece store contact support objekt mal ar".split()
)
# Ways to write the same word, and words that make no difference.
SAME = {
    "nr": "no", "num": "no", "number": "no", "numero": "no", "nummer": "no", "nbr": "no", "qty": "quantity",
    "addr": "address", "addr1": "address1", "cond": "condition", "ref": "reference", "desc": "description",
    "inv": "inventory", "loc": "location",
}  # fmt: skip
NUMBERED = re.compile(r"\b(\w{3,}?)(?:nummer|nr)\b")  # "Kundennr" is a "Kunden Nr"
SMALL = frozenset("of the a de la le l del dell d du des et e und och og y and".split())
# Fields so plain that any further word makes another thing of them: "buckle width" is not the width, and an
# "artist id" taken for the work's own would make one work of all that an artist made.
PLAIN = frozenset(
    {"width", "height", "depth", "unit", "quantity", "external_ref", "order", "sku", "status", "papers"}
)
MEASURES = frozenset("in mm cm inch inches".split())
SIDES = ("height", "width", "depth", "diameter")
UNIT = re.compile(r"\b(mm|cm|in|inch|inches|m)\W*$")
# In these languages one word means the whole name, and the family's where the first name has a column of its own.
HALVES = frozenset("name namn navn nome nom nombre naam".split())


@dataclass(frozen=True)
class Mapping:
    """field → column number, and the columns that nothing was made of. ignored: those to be kept nowhere."""

    kind: str
    header: tuple[str, ...]
    fields: dict[str, int]
    ignored: tuple[int, ...] = ()

    @cached_property
    def rest(self) -> dict[str, int]:
        used = {*self.fields.values(), *self.ignored}
        return {name: number for number, name in enumerate(self.header) if number not in used}

    @cached_property
    def unit(self) -> str:
        """What sizes are in, where a heading says it: "Height (cm)", "width_in", "Ø mm"; else ""."""
        sides = [self.header[self.fields[side]] for side in SIDES if side in self.fields]
        found = [UNIT.search(words.plain(name).replace("_", " ")) for name in sides]
        return next((match[1].replace("inches", "in").replace("inch", "in") for match in found if match), "")

    def said(self) -> dict[str, str]:
        """field → the column's name, for people and for the job's row."""
        return {field: self.header[number] for field, number in self.fields.items()}


@lru_cache(maxsize=4096)
def words_of(header: str) -> tuple[str, ...]:
    """ "Ship Zipcode", "accession_number", "artistId", "Price (₹)", "N° d'Inventaire", "Item #" as plain words."""
    plain = re.sub(r"[(\[].*?[)\]]|[?!:.]", " ", header)
    plain = re.sub(r"(?<=[a-zà-ÿ])(?=[A-Z])", " ", plain)
    plain = re.sub(r"\bn[°º]|№|(?<=\w)\s?#(?!\w)", " no ", plain.casefold())
    return tuple(words.plain(word) for word in re.split(r"[\s_/\-–,&+#*'’]+", plain) if word)


def match(kind: str, header: Sequence[str]) -> Mapping:
    """The likeliest column for every field; each column is used once."""
    scored = []
    for field, names in KINDS[kind].items():
        for rank, name in enumerate(names.split("|")):
            for number, column in enumerate(header):
                score = _score(words_of(name), words_of(column), rank, BLOCKED.get(field, frozenset()))
                if score >= 50 or (score > 0 and field not in PLAIN):
                    scored.append((score, -number, field, number))
    fields: dict[str, int] = {}
    for _, _, field, number in sorted(scored, key=lambda each: (-each[0], -each[1])):
        if field not in fields and number not in fields.values():
            fields[field] = number
    if kind == "items" and "title" not in fields and "description" in fields:
        fields["title"] = fields.pop("description")  # a plain list of numbers, descriptions and prices
    _halve(header, fields)
    if kind == "sales":
        _of_orders(header, fields)
    return Mapping(kind, tuple(header), dict(sorted(fields.items(), key=lambda each: each[1])))


def _halve(header: Sequence[str], fields: dict[str, int]) -> None:
    """ "Nom" beside "Prénom", "Nome" beside "Cognome" is the other half of the name."""
    missing = {"first_name", "last_name"} - set(fields)
    if "name" in fields and len(missing) == 1 and words_of(header[fields["name"]])[0] in HALVES:
        fields[missing.pop()] = fields.pop("name")


def _of_orders(header: Sequence[str], fields: dict[str, int]) -> None:
    """Where lines stand beside what their order says: a "Total" beside a "Subtotal" is no line's that has a price and a
    quantity of its own, and of Shopify's orders the "Name" is the number."""
    named = [words_of(name) for name in header]
    if {"total", "price", "quantity"} <= set(fields) and ("subtotal",) in named:
        del fields["total"]
    if "order" not in fields and ("lineitem", "name") in named and ("name",) in named:
        fields["order"] = named.index(("name",))


@lru_cache(maxsize=8192)
def _meant(name: tuple[str, ...]) -> tuple[str, ...]:
    """The words that count, each in one way of writing it."""
    while len(name) > 1 and name[-1] in MEASURES:  # "Höhe in mm" is the height
        name = name[:-1]
    parted = (part for word in name for part in NUMBERED.sub(r"\1 no", word).split())
    return tuple(SAME.get(word, word) for word in parted if word not in SMALL) or name


def _score(name: tuple[str, ...], column: tuple[str, ...], rank: int, blocked: frozenset[str]) -> float:
    """The same words, else the name's among one or two more that don't make another thing of it."""
    if name == column or "".join(name) == "".join(column):
        return 100 - rank / 2
    one, other = _meant(name), _meant(column)
    if sorted(one) == sorted(other) or "".join(one) == "".join(other):
        return 99 - rank / 2
    more = [word for word in other if word not in one]
    fits = len(one) + len(more) == len(other) and len(more) <= 2
    if fits and not (OTHERS | blocked) & set(more) and not set(one) <= ALONE:
        return 49 - rank / 2 - 10 * len(more)
    return 0
