"""What the words for a list say beside what the things are: "watches from the 60s with box and papers, not on ebay".

Read from the words themselves, so that whoever proposes them (a template, the model, a person on a page) need not know.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import ColumnElement, Text, and_, cast, exists, func, not_, or_, select

from crm_core.models import Contact, Item, Listing, Photo, Piece, Stock
from crm_core.models.listings import PLATFORMS
from crm_core.services import words

Condition = ColumnElement[bool]
SPELLED = {
    "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80,
    "nineties": 90,
}  # fmt: skip
# Kinds of things by the words their descriptions use.
KINDS = {
    "painting": ("oil", "acrylic", "gouache", "tempera", "watercolor", "watercolour"),
    "print": ("etching", "lithograph", "screenprint", "serigraph", "woodcut", "linocut", "engraving", "aquatint"),
    "photograph": ("photo", "photography", "gelatin", "polaroid", "chromogenic"),
    "photography": ("photo", "photograph", "gelatin", "polaroid", "chromogenic"),
    "ceramic": ("stoneware", "porcelain", "earthenware", "terracotta", "pottery"),
    "drawing": ("pencil", "charcoal", "graphite", "ink"),
    "sculpture": ("bronze", "marble"), "watercolor": ("watercolour",), "watercolour": ("watercolor",),
    "jewelry": ("jewellery",), "jewellery": ("jewelry",), "gray": ("grey",), "grey": ("gray",),
}  # fmt: skip
# A bound of the price in the middle is a filter of its own.
PRICED = re.compile(
    r"\b(?:over|under|above|below|up to|more than|less than|at least|at most) [$€£]?\d[\d.,]*k?\b"
    r"(?: (?:usd|eur|gbp|sek))?",
    re.IGNORECASE,
)
# Words for anything at all, beside others: "works on paper" are on paper.
ANYTHING = frozenset("items pieces works things stuff everything anything something ones".split())
LIVE = ("wanted", "live", "ending")
_YEAR = r"1[5-9]\d\d|20\d\d"
_PLATFORM = "|".join(PLATFORMS)
_HAS = r"(?:with|that (?:has|have)|having|has|have)"
_NO = r"(?:without|with no|no|missing|lacking|(?:that )?(?:has|have) no)(?: an?| any| the| its| their)?"
_NOT = r"(?:(?:(?:that|which) (?:is|are)|thats)? ?(?:not|isnt|isn't|arent|aren't) (?:yet )?|un)"


@dataclass(frozen=True)
class Said:
    """The words that are left, and what the others ask for."""

    words: str
    conditions: list[Condition]


def read(query: str) -> Said:
    """ "watches from the 60s not on ebay": "watches", with a year and no listing."""
    left, found = PRICED.sub(" ", query), []
    for pattern, condition in PATTERNS:
        match = pattern.search(left)
        if match:
            found.append(condition(match))
            left = f"{left[: match.start()]} {left[match.end() :]}"
    kept = [word for word in left.split() if word.casefold().strip(",.") not in ANYTHING]
    # "Works" alone may be a title; beside something else it says nothing.
    return Said(" ".join(kept if kept or found else left.split()), found)


def with_consignor(query: str | None, maker: str | None) -> tuple[str, str | None]:
    """ "Consigned by Ana" is easily read as if Ana had made it."""
    if maker and re.search(r"\b(?:consigned|on consignment)$", query or "", re.IGNORECASE):
        return f"{query} by {maker}", None
    return query or "", maker


def alternatives(word: str) -> tuple[str, ...]:
    """A word as it may stand in a description: "paintings" are oils, too."""
    one = words.singular(word)
    return (word, one, *KINDS.get(one, ()))


def _years(first: int, last: int) -> Condition:
    return Item.year.between(first, last)


def _decade(match: re.Match[str]) -> Condition:
    said = match["decade"].casefold()
    short = SPELLED.get(said) or int(re.sub(r"\D", "", said)[-2:])
    century = int(match["century"]) if match["century"] else 20 if short < 30 and said not in SPELLED else 19
    begin = century * 100 + short
    part = (match["part"] or "").casefold()
    first, last = {"early": (0, 3), "mid": (3, 6), "late": (6, 9)}.get(part, (0, 9))
    return _years(begin + first, begin + last)


def _since(match: re.Match[str]) -> Condition:
    year, way = int(match["year"]), match["way"].casefold()
    if way in ("before", "older than", "made before", "pre"):
        return Item.year < year
    return Item.year > year if way in ("after", "newer than", "made after", "post") else _years(year, year)


def _between(match: re.Match[str]) -> Condition:
    return _years(*sorted((int(match["first"]), int(match["last"]))))


def _listed(match: re.Match[str]) -> Condition:
    live = [Listing.item_id == Item.id, Listing.state.in_(LIVE), Listing.deleted_at.is_(None)]
    platform = match["platform"] or match["off"] or match["there"]
    there = exists().where(*live, *([Listing.platform == platform.casefold()] if platform else []))
    return not_(there) if match["not"] else there


def _papers(match: re.Match[str]) -> Condition:
    """By the words kept with it; "no papers" is what says so, and what says nothing of them."""
    said = func.lower(func.coalesce(cast(Item.details["box and papers"].astext, Text), ""))
    full = said.op("~")(r"full set|^yes|box (and|&|\+) papers|original box, original papers")
    none = said.op("~")(r"^(no|none|without)\M")

    def has(what: str) -> Condition:
        return and_(not_(none), not_(said.op("~")(rf"no {what}")), or_(full, said.op("~")(what)))

    what = [each for each in ("box", "papers") if each in match["what"].casefold()] or ["box", "papers"]
    return not_(or_(*map(has, what))) if match["no"] else and_(*map(has, what))


def _lacks(match: re.Match[str]) -> Condition:
    what = match["what"].casefold()
    if what.startswith("price"):
        return Item.price.is_(None)
    if what.startswith(("photo", "pic", "image")):
        return not_(exists().where(Photo.item_id == Item.id, Photo.deleted_at.is_(None)))
    if what.startswith("descr"):
        return func.coalesce(Item.description, "") == ""
    if what.startswith(("year", "date")):
        return Item.year.is_(None)
    placed = or_(
        exists().where(Piece.item_id == Item.id, Piece.deleted_at.is_(None), Piece.location.is_not(None)),
        exists().where(Stock.item_id == Item.id, Stock.location.is_not(None)),
    )
    return not_(placed)


def _consigned(match: re.Match[str]) -> Condition:
    who = match["who"]
    if not who:
        return Item.consignor_id.is_not(None)
    named = "%" + words.plain(who).replace("%", r"\%").replace("_", r"\_") + "%"
    return Item.consignor_id.in_(select(Contact.id).where(func.public.plain(Contact.name).like(named)))


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{text})(?![\w-])", re.IGNORECASE)


_DECADE = rf"(?P<century>1[5-9]|20)?['’]?(?P<decade>[0-9]0['’]?s|{'|'.join(SPELLED)})"
PATTERNS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Condition]], ...] = (
    (
        _pattern(
            rf"(?:from |made )?(?:between )?(?P<first>{_YEAR}) ?(?:-|–|to|and|until) ?(?P<last>{_YEAR})"
        ),
        _between,
    ),
    (
        _pattern(rf"(?:from |of |in |made in )?(?:the )?(?:(?P<part>early|mid|late)[ -])?{_DECADE}"),
        _decade,
    ),
    (
        _pattern(
            r"(?P<way>from|made in|dated|before|made before|older than|pre|after|made after|newer than|post)[ -]"
            rf"(?P<year>{_YEAR})"
        ),
        _since,
    ),
    (
        _pattern(
            rf"(?:(?P<no>{_NO})|{_HAS})(?: the| its| their)?(?: original)? "
            r"(?P<what>(?:box|papers)(?: (?:and|&|or) (?:original )?(?:box|papers))?|full set)"
        ),
        _papers,
    ),
    (
        _pattern(
            rf"(?P<not>{_NOT})(?:(?:listed|online)(?: on (?P<off>{_PLATFORM})| anywhere)?"
            rf"|(?:live |up )?on (?P<platform>{_PLATFORM}))"
            rf"|(?:listed|live|online|up) on (?P<there>{_PLATFORM})"
        ),
        _listed,
    ),
    (
        _pattern(
            rf"{_NO} (?P<what>prices?|photos?|pics?|pictures?|images?|descriptions?|locations?|place|years?|dates?)"
        ),
        _lacks,
    ),
    (
        _pattern(r"(?:on consignment|consigned)(?: (?:by|from) (?P<who>\w[\w.'’-]*(?: [A-Z][\w.'’-]*)*))?"),
        _consigned,
    ),
)
