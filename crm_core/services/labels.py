"""How a row is named to a person: in receipts of undo, in activity, in what waits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.models import (
    Address,
    Base,
    Claim,
    Contact,
    Draft,
    Item,
    Note,
    Order,
    Piece,
    User,
)
from crm_core.services import editions

Namer = Callable[[Crm, Any], str]

MODELS: dict[str, type[Base]] = {
    str(mapper.class_.__tablename__): mapper.class_ for mapper in Base.registry.mappers
}


def name_of(crm: Crm, model: type[Contact] | type[User], row_id: int | None) -> str:
    """A person's name; "somebody" where there is none."""
    name = crm.session.scalar(select(model.name).where(model.id == row_id))
    return name or "somebody"


def item_title(crm: Crm, item_id: int | None) -> str:
    row = crm.session.get(Item, item_id) if item_id else None
    return row.title if row else "an item"


def piece_title(crm: Crm, piece_id: int | None) -> str:
    piece = crm.session.get(Piece, piece_id) if piece_id else None
    item = crm.session.get(Item, piece.item_id) if piece else None
    return editions.name(item, piece) if item else item_title(crm, None)


def capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def possessive(name: str) -> str:
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def label(crm: Crm, table: str, row_id: int) -> str:
    """What a person calls this row: "Blue Nude", "Order 1001", "Tom Chen's hold on Blue Nude"."""
    model = MODELS.get(table)
    row = crm.session.get(model, row_id) if model else None
    namer = NAMERS.get(table)
    return namer(crm, row) if row is not None and namer else "a " + table.replace("_", " ")


def _claim(crm: Crm, row: Claim) -> str:
    kinds = {"waiting": "place in line for", "sold": "purchase of"}
    kind = "loan of" if row.kind == "loan" else kinds.get(row.state, "hold on")
    if row.contact_id is None:
        return f"the {kind} {piece_title(crm, row.piece_id)}"
    return f"{possessive(name_of(crm, Contact, row.contact_id))} {kind} {piece_title(crm, row.piece_id)}"


def _order(crm: Crm, order_id: int) -> str:
    row = crm.session.get(Order, order_id)
    return row.label if row else "an order"


def _draft(crm: Crm, row: Draft) -> str:
    if row.contact_id:
        return f"the draft to {name_of(crm, Contact, row.contact_id)}"
    return f"the draft for {item_title(crm, row.item_id)}"


def _address(crm: Crm, row: Address) -> str:
    owner = name_of(crm, User, row.user_id) if row.user_id else name_of(crm, Contact, row.contact_id)
    return f"{possessive(owner)} {row.channel} address"


def _note(crm: Crm, row: Note) -> str:
    if row.contact_id:
        return f"a note on {name_of(crm, Contact, row.contact_id)}"
    return f"a note on {item_title(crm, row.item_id)}"


NAMERS: dict[str, Namer] = {
    "item": lambda crm, row: row.title,
    "contact": lambda crm, row: row.name,
    "user": lambda crm, row: row.name,
    "batch": lambda crm, row: f"batch {row.name}",
    "piece": lambda crm, row: item_title(crm, row.item_id),
    "order": lambda crm, row: row.label,
    "order_line": lambda crm, row: _order(crm, row.order_id),
    "claim": _claim,
    "task": lambda crm, row: f"“{row.text}”",
    "draft": _draft,
    "approval": lambda crm, row: f"“{row.summary}”",
    "address": _address,
    "note": _note,
    "setting": lambda crm, row: f"the setting {row.name}",
    "stock": lambda crm, row: f"the stock of {item_title(crm, row.item_id)}",
    "thread": lambda crm, row: f"the conversation with {name_of(crm, Contact, row.contact_id)}",
    "offer": lambda crm, row: (
        f"an offer to {name_of(crm, Contact, row.contact_id)} for {item_title(crm, row.item_id)}"
    ),
    "wish": lambda crm, row: f"a wish of {name_of(crm, Contact, row.contact_id)}",
}
