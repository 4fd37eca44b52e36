"""An item as it is shown: fit for a client's eyes. Costs, floor prices, consignors and the names on holds
come only when they are asked for, by somebody who may know them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from sqlalchemy import bindparam, func, select

from crm_core.access import Permission, Role
from crm_core.crm import Crm
from crm_core.errors import NotAllowed, Refused
from crm_core.models import Claim, Item, Photo, Piece, Stock, User
from crm_core.money import Money
from crm_core.services import claims, costs, editions, holds, items, rates, shares, sizes

AWAY = {
    "on_loan": "out on loan",
    "in_repair": "in repair",
    "not_for_sale": "not for sale",
    "in_transit": "in transit",
}

STOCKS = select(Stock.item_id, Stock.quantity).where(Stock.item_id.in_(bindparam("items", expanding=True)))
PIECES = (
    select(Piece, Claim)
    .outerjoin(
        Claim,
        (Claim.piece_id == Piece.id) & Claim.state.in_(("held", "sold")) & Claim.deleted_at.is_(None),
    )
    .where(Piece.item_id.in_(bindparam("items", expanding=True)), Piece.deleted_at.is_(None))
    .execution_options(populate_existing=True)
)


def availability(crm: Crm, shown: Iterable[Item]) -> dict[int, str]:
    """By item id: available, on hold, sold, "2 of 5 left", "40 in stock". What has expired counts as free."""
    found = {item.id: item for item in shown}
    words = {
        item_id: f"{quantity} in stock" if quantity else "sold out"
        for item_id, quantity in crm.session.execute(STOCKS, {"items": list(found)})
        if found[item_id].kind == "goods"
    }
    states: dict[int, list[str]] = {}
    for piece, claim in crm.session.execute(PIECES, {"items": list(found)}):
        states.setdefault(piece.item_id, []).append(_state(crm, piece, claim))
    return {**words, **{item_id: _together(each) for item_id, each in states.items()}}


def _state(crm: Crm, piece: Piece, claim: Claim | None) -> str:
    if claim is None or claims.has_expired(crm, claim):
        return AWAY.get(piece.stage, "available")
    if claim.state == "sold":
        return "sold"
    return "out on approval" if claim.kind == "loan" else "on hold"


def _together(states: list[str]) -> str:
    if len(states) == 1:
        return states[0]
    left = states.count("available")
    return f"{left} of {len(states)} left" if left else "sold out" if set(states) == {"sold"} else "none free"


def named(item: Item) -> str:
    """ "Blue Nude (SV-0012)"."""
    return f"{item.title} ({item.sku})"


def price(item: Item) -> str:
    """As a client may hear it."""
    asking = items.asking(item)
    return "price on request" if item.price_hidden or asking is None else str(asking)


def own_price(crm: Crm, item: Item) -> str:
    """The price, and beside it in the reader's own currency where that is another."""
    return price(item) + ("" if item.price_hidden else rates.about(crm, items.asking(item)))


def row(crm: Crm, item: Item, state: str) -> str:
    """One line of a list: "Blue Nude, Ana Ruiz, $4,800.00, on hold"."""
    return ", ".join(part for part in (item.title, item.maker, own_price(crm, item), state) if part)


def card(crm: Crm, item: Item) -> str:
    """An item in a few lines. A seller reads others' titles and prices, no more."""
    if crm.actor.role is Role.SELLER and not items.own(crm, item):
        return f"{named(item)}: {own_price(crm, item)}"
    what = [
        item.maker,
        item.medium,
        sizes.both(item.size, crm.settings.region) if item.size else None,
        items.made(item),
        item.reference,
        item.condition,
    ]
    state = availability(crm, [item]).get(item.id, "archived" if item.deleted_at else "")
    place = items.location(crm, item)
    lines = [
        named(item),
        ", ".join(part for part in what if part),
        f"{own_price(crm, item)}, {state}" + (f" ({place})" if place else ""),
        item.description or "",
    ]
    return "\n".join(line for line in lines if line)


def piece_card(crm: Crm, item: Item, piece: Piece) -> str:
    """One number of an edition: what it is, its own price and state, where it is."""
    asking = (
        price(item) if piece.price is None or item.price_hidden else str(Money(piece.price, item.currency))
    )
    facts = [item.maker, item.medium, sizes.both(item.size, crm.settings.region) if item.size else None]
    state = _state(crm, piece, claims.held_or_sold(crm, piece))
    place = f" ({piece.location})" if piece.location else ""
    about = ", ".join(fact for fact in facts if fact)
    return "\n".join(
        line for line in (editions.named(item, piece), about, f"{asking}, {state}{place}") if line
    )


def photos(crm: Crm, item: Item) -> list[str]:
    """Keys of the item's photos in the order shown."""
    query = select(Photo.key).where(Photo.item_id == item.id, Photo.deleted_at.is_(None))
    return list(crm.session.scalars(query.order_by(Photo.position, Photo.id)))


def fact(crm: Crm, item: Item, field: str) -> str:
    """One fact of an item, asked for by name. Refused where there is none of that name."""
    name = ALIASES.get(field.strip().casefold(), field.strip().casefold())
    answer = FACTS.get(name)
    if answer is None and name not in PLAIN and name not in item.details:
        known = ", ".join([*PLAIN, *FACTS])
        raise Refused(why=f"I don't keep “{field}” of an item. Ask for {known}.")
    if name not in ("title", "price", "sku") and crm.actor.role is Role.SELLER and not items.own(crm, item):
        raise NotAllowed(what=f"see more of {item.title} than its price", who="whoever brought it")
    value = answer(crm, item) if answer else getattr(item, name, None) or item.details.get(name)
    return f"{named(item)}: {value}" if value else f"{named(item)}: no {name} noted."


def _secret(crm: Crm, what: str) -> None:
    crm.require(Permission.MONEY_READ, f"see {what}")


def _cost(crm: Crm, item: Item) -> str | None:
    _secret(crm, "what things cost us")
    currency = item.cost_currency or item.currency
    if item.cost is None:
        spent = costs.spent(crm, item, currency)
        return f"{Money(spent, currency)} spent on it, what it cost to buy isn't noted" if spent else None
    bought, whole = Money(item.cost, currency), costs.of(crm, item, currency)
    more = f", {Money(whole, currency)} with everything spent on it" if whole and whole != item.cost else ""
    return f"cost {bought}{more}"


def _floor(crm: Crm, item: Item) -> str | None:
    _secret(crm, "floor prices")
    return f"floor {Money(item.floor_price, item.currency)}" if item.floor_price is not None else None


def _consignor(crm: Crm, item: Item) -> str | None:
    _secret(crm, "consignors")
    owner = items.consignor(crm, item)
    if owner is None:
        return "ours, not on consignment"
    share = shares.percent_of(crm, item, owner)
    return f"consigned by {owner.name}" + (f", who gets {share.normalize():f}%" if share is not None else "")


def _profit(crm: Crm, item: Item) -> str | None:
    crm.require(Permission.PROFIT, "see profits")
    whole = costs.of(crm, item, item.currency)
    return (
        None if whole is None or item.price is None else f"profit {Money(item.price - whole, item.currency)}"
    )


def _holder(crm: Crm, item: Item) -> str | None:
    lines = []
    for piece in items.pieces(crm, item):
        live = claims.held_or_sold(crm, piece)
        if live and live.state == "held":
            lines.append(holds.who_has(crm, live, item))
        elif live:
            lines.append(str(claims.sold_already(crm, item, piece)))
        line = [holds.holder(crm, claim) for claim in claims.waiting(crm, piece)]
        if line:
            lines.append(f"next in line: {', '.join(line)}")
    return "; ".join(lines) or "nobody has it on hold"


def _status(crm: Crm, item: Item) -> str:
    return availability(crm, [item]).get(item.id, "archived")


def _quantity(crm: Crm, item: Item) -> str:
    if item.kind == "goods":
        return _status(crm, item)
    return str(
        crm.session.scalar(select(func.count()).where(Piece.item_id == item.id, Piece.deleted_at.is_(None)))
    )


def _photos(crm: Crm, item: Item) -> str:
    return f"{len(photos(crm, item))} photos"


def _assigned(crm: Crm, item: Item) -> str | None:
    user = crm.session.get(User, item.assigned_to_id) if item.assigned_to_id else None
    return user.name if user else None


PLAIN = (
    "title", "maker", "medium", "size", "category", "condition", "reference", "serial", "provenance",
    "description", "sku",
)  # fmt: skip
FACTS: dict[str, Callable[[Crm, Item], str | None]] = {
    "year": lambda crm, item: items.made(item),
    "size": lambda crm, item: sizes.both(item.size, crm.settings.region) if item.size else None,
    "price": own_price,
    "location": items.location,
    "status": _status,
    "quantity": _quantity,
    "holder": _holder,
    "cost": _cost,
    "floor price": _floor,
    "consignor": _consignor,
    "profit": _profit,
    "photos": _photos,
    "assigned to": _assigned,
}
ALIASES = {
    "artist": "maker", "brand": "maker", "name": "title", "material": "medium", "dimensions": "size",
    "date": "year", "period": "year", "era": "year",
    "floor": "floor price", "lowest price": "floor price", "owner": "consignor",
    "margin": "profit", "stock": "quantity", "photo": "photos", "hold": "holder", "availability": "status",
    "where": "location", "asking price": "price", "type": "category", "buyer": "holder",
    "text": "description", "ref": "reference",
}  # fmt: skip
