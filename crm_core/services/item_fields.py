"""One fact of an item changed by its name: what each accepts, and how it is said back."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Item, Piece
from crm_core.models.catalogue import STAGES
from crm_core.money import Money
from crm_core.services import amounts, find, items, stock
from crm_core.services.cards import ALIASES

TEXTS = (
    "title", "maker", "category", "medium", "size", "reference", "serial", "condition", "provenance", "description",
)  # fmt: skip
SAID_STAGES = {
    "repair": "in repair", "in for repair": "in repair", "being repaired": "in repair", "at the restorer": "in repair",
    "in service": "in repair", "being serviced": "in repair", "repaired": "ready", "back from repair": "ready",
    "loan": "on loan", "out on loan": "on loan", "on its way": "in transit", "shipping": "in transit",
    "arrived": "received", "in": "received", "ready for sale": "ready", "for sale": "ready", "shot": "photographed",
    "for sale again": "ready", "no longer for sale": "not for sale", "nfs": "not for sale",
    "off the market": "not for sale",
}  # fmt: skip
FIRST_YEAR, LAST_YEAR = -5000, 2200
PERIOD = re.compile(
    r"\b(century|period|dynasty|era|age|empire|modern|antique|medieval|renaissance|baroque)\b", re.I
)


def update(crm: Crm, item: Item, field: str, value: str, only: Piece | None = None) -> str:
    """Change one fact; returns it in words ("medium is gouache"). Refused says what would be accepted.

    only: one piece of an edition, which has a stage, a place and a price of its own; the rest is the edition's.
    """
    items.require_write(crm, item)
    said = field.strip().casefold()
    name = ALIASES.get(said, said)
    value = value.strip()
    if not value:
        raise Refused(why=f"What should {item.title}'s {name} be?", slot="value")
    setter = SETTERS.get(name)
    if only is not None and name in ("status", "stage"):
        return set_stage(crm, item, value, [only])
    if only is not None and name == "price":
        price = _money(crm, item, value)
        items.set_price(crm, item, price, only)
        return f"price is {price}"
    if setter:
        return setter(crm, item, value)
    if name in TEXTS:
        setattr(item, name, value)
    else:
        item.details = {**item.details, name: value}
    crm.session.flush()
    if name in ("title", "maker"):
        find.learn_terms(crm, "item", value)
    return f"{name} is {value}" if value.casefold() != name else f"{value} noted"


def _year(crm: Crm, item: Item, value: str) -> str:
    """A year alone, or a period in words, of which the first year named is what it is found by."""
    found = re.search(r"-?\d{3,4}(?!\d|th\b)", value)
    year = int(found[0]) if found else None
    known = FIRST_YEAR <= year <= LAST_YEAR if year is not None else PERIOD.search(value)
    if not known:
        raise Refused(why=f"“{value}” has no year in it. Say 2019, c. 1960 or late 19th century, say.")
    item.year = year
    kept = {name: fact for name, fact in item.details.items() if name != "period"}
    item.details = kept if value == str(year) else {**kept, "period": value}
    crm.session.flush()
    return f"year is {items.made(item)}"


def _money(crm: Crm, item: Item, value: str) -> Money:
    found = amounts.read(value)
    if found is None or found[0] < 0:
        raise Refused(why=f"“{value}” is not an amount. Say 4500, or €4,500.")
    return Money(found[0], found[1] or item.currency)


def _price(crm: Crm, item: Item, value: str) -> str:
    if value.casefold() in ("on request", "poa", "hidden", "price on request"):
        item.price_hidden = True
        crm.session.flush()
        return "price is on request"
    price = _money(crm, item, value)
    items.set_price(crm, item, price)
    item.price_hidden = False
    crm.session.flush()
    return f"price is {price}"


def _cost(crm: Crm, item: Item, value: str) -> str:
    cost = _money(crm, item, value)
    item.cost, item.cost_currency = cost.amount, cost.currency
    crm.session.flush()
    return f"cost is {cost}"


def _floor(crm: Crm, item: Item, value: str) -> str:
    crm.require(Permission.MONEY_WRITE, "set floor prices")
    floor = _money(crm, item, value)
    if floor.currency != item.currency:
        raise Refused(
            why=f"{item.title} is priced in {item.currency}. What is the floor in {item.currency}?",
            slot="value",
        )
    item.floor_price = floor.amount
    crm.session.flush()
    return f"floor price is {floor}"


def _location(crm: Crm, item: Item, value: str) -> str:
    items.move(crm, [item], value)
    return f"location is {value}"


def _stage(crm: Crm, item: Item, value: str) -> str:
    return set_stage(crm, item, value, items.pieces(crm, item))


def set_stage(crm: Crm, item: Item, value: str, pieces: Sequence[Piece]) -> str:
    """How far these pieces are on their way to being sold, as people say it."""
    said = " ".join(value.casefold().replace("-", " ").replace("_", " ").split())
    stage = SAID_STAGES.get(said, said).replace(" ", "_")
    if stage in ("sold", "held", "on_hold", "available"):
        raise Refused(
            why=f"That follows from sales and holds. Say “sold {item.title} to …” or “hold {item.title} for …”."
        )
    if stage not in STAGES:
        raise Refused(why=f"“{value}” is not a stage. The stages are {', '.join(STAGES).replace('_', ' ')}.")
    if not pieces:
        raise Refused(why=f"{item.title} is stock: it has a quantity, no stage.")
    for piece in pieces:
        piece.stage = stage
    crm.session.flush()
    return f"status is {stage.replace('_', ' ')}"


def _quantity(crm: Crm, item: Item, value: str) -> str:
    if not value.isdigit():
        raise Refused(why=f"“{value}” is not a number of pieces.")
    return f"quantity is {stock.count(crm, item, int(value)).quantity}"


def _consignor(crm: Crm, item: Item, value: str) -> str:
    crm.require(Permission.MONEY_WRITE, "change whose an item is")
    found = find.contacts(crm, value)
    if found.one is None:
        many = "more than one contact" if found.rows else "no contact"
        raise Refused(why=f"I know {many} called “{value}”. Say the full name.")
    item.consignor_id = found.one.id
    crm.session.flush()
    return f"consignor is {found.one.name}"


def _sku(crm: Crm, item: Item, value: str) -> str:
    raise Refused(why=f"SKUs are given once and stay: {item.title} is {item.sku}.")


def _share(crm: Crm, item: Item, value: str) -> str:
    crm.require(Permission.MONEY_WRITE, "set terms")
    found = amounts.number_of(value.rstrip("% "))
    if found is None or not 0 <= found <= 100:
        raise Refused(why=f"“{value}” is not a share. Say 60%, say.")
    item.share_percent = Decimal(found)
    crm.session.flush()
    return f"share is {found:f}%"


SETTERS: dict[str, Callable[[Crm, Item, str], str]] = {
    "year": _year,
    "price": _price,
    "cost": _cost,
    "floor price": _floor,
    "location": _location,
    "status": _stage,
    "stage": _stage,
    "quantity": _quantity,
    "consignor": _consignor,
    "share": _share,
    "sku": _sku,
}
