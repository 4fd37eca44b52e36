"""What commands about items answer: receipts that name the item, lines of lists."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from crm_core.written import number
from intents.base import Json, Ref, Reply

if TYPE_CHECKING:
    from crm_core.crm import Crm
    from crm_core.models import Claim, Contact, Item, Piece
    from crm_core.services.search import Page
    from intents.commands.items import ListItems

STATES = frozenset(
    {"available", "held", "on hold", "sold", "in transit", "in repair", "on loan", "not for sale"}
)
ON = frozenset({"wall", "shelf", "easel", "rack", "floor", "table", "display", "loan"})


def named(item: Item) -> str:
    """ "Blue Nude (SV-0012)"."""
    from crm_core.services.cards import named

    return named(item)


def only(crm: Crm, item: Item, said: Json) -> Piece | None:
    """The one number of an edition that the words for the item name; None where they mean all of it."""
    from crm_core.services import editions

    return editions.piece(crm, item, said) if isinstance(said, str) else None


def all_of(crm: Crm, item: Item, said: Json) -> None:
    """Refused where the words name one number of an edition and the command is about the whole of it."""
    from crm_core.errors import Refused
    from crm_core.services import editions

    piece = only(crm, item, said)
    if piece:
        raise Refused(
            why=f"{editions.name(item, piece)} is one number of an edition; this is done to all of it, by"
            f" “{item.sku}”. To take one number out of the sale, say “{editions.name(item, piece)} is not for sale”."
        )


def piece_named(item: Item, piece: Piece | None) -> str:
    """ "Night Swim 3/10 (SV-0030)", "Blue Nude (SV-0012)"."""
    from crm_core.services import editions

    return editions.named(item, piece)


def ref(item: Item) -> Ref:
    return Ref("item", item.id, item.title)


def receipt(item: Item, text: str, state: str = "") -> Reply:
    """A write's answer: what was done, how things stand now, and that it can be taken back."""
    said = f"{text}, {state}" if state else text
    return Reply(f"{said} UNDO takes it back.", [ref(item)], done=text if state else "")


def summary(crm: Crm, item: Item) -> str:
    """ "Sunset (SV-0022) by Ana Ruiz, oil, 24x36, $1,200.00"."""
    from crm_core.services import cards, items

    by = f" by {item.maker}" if item.maker else ""
    stock = cards.availability(crm, [item]).get(item.id) if item.kind == "goods" else None
    asking = items.asking(item)
    facts = [
        item.medium,
        item.size,
        str(item.year) if item.year else None,
        str(asking) if asking else None,
        stock or item.details.get("edition"),
    ]
    return ", ".join([f"{named(item)}{by}", *(fact for fact in facts if fact)])


def from_whom(contact: Contact | None) -> str:
    return f" from {contact.name}" if contact else ""


def list_head(found: Page[Item], asked: ListItems) -> str:
    """How many were found, and what was looked for where nothing was."""
    total = found.total
    if not found.rows:
        said = [asked.query, asked.maker and f"by {asked.maker}", asked.status, asked.location]
        words = " ".join(str(part) for part in said if part)
        if words in STATES:
            return f"Nothing is {words}."
        return f"Nothing found{f' for “{words}”' if words else ''}."
    many = (
        f"More than {number(total)} items" if found.is_least else f"{total} item{'' if total == 1 else 's'}"
    )
    if found.is_least and total <= len(found.rows):  # of those that were counted none is on a further page
        many = "Many items"
    return f"{many}, spelled a little differently:" if found.mended else f"{many}:"


def hold_receipt(crm: Crm, item: Item, contact: Contact, claim: Claim) -> Reply:
    """Theirs, or next in line; then who has it is said as far as the asker may know."""
    from crm_core.models import Piece
    from crm_core.services import claims, holds

    piece = crm.session.get_one(Piece, claim.piece_id)
    if claim.state == "held":
        what = piece_named(item, piece)
        return receipt(item, f"{what} is on hold for {contact.name}{holds.till(crm, claim)}.")
    live = claims.held_or_sold(crm, piece)
    place = holds.place(crm, claim)
    order = "next" if place == 1 else f"number {place}"
    has = f"{holds.who_has(crm, live, item)}. " if live else ""
    return receipt(item, f"{has}{contact.name} is {order} in line.")


def at(location: str) -> str:
    """ "in storage", "on wall 7": how a place is spoken of."""
    first = location.casefold().split()[0] if location.split() else ""
    return f"{'on' if first in ON else 'in'} {location}"


def release_receipt(crm: Crm, item: Item, ended: Claim, following: Claim | None) -> Reply:
    from crm_core.models import Piece
    from crm_core.services import holds
    from crm_core.services.labels import possessive

    what = "loan" if ended.kind == "loan" else "hold" if ended.until or not ended.approval_id else "claim"
    name = piece_named(item, crm.session.get(Piece, ended.piece_id))
    done = f"{possessive(holds.holder(crm, ended))} {what} on {name} is released."
    done = done[0].upper() + done[1:]
    text = done
    if following:
        text += f" {holds.holder(crm, following)} was next and has it now{holds.till(crm, following)}."
    return replace(receipt(item, text), done=done)


def hold_line(crm: Crm, claim: Claim, item: Item) -> str:
    from crm_core.services import holds, labels

    if claim.state == "waiting":
        place = holds.place(crm, claim)
        order = "next" if place == 1 else f"number {place}"
        title = labels.piece_title(crm, claim.piece_id)
        return f"{title}: {holds.holder(crm, claim)} is {order} in line"
    return holds.who_has(crm, claim, item)
