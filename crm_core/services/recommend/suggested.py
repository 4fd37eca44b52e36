"""What colleagues say themselves: this suits them, this before all else, this is nothing for them."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.access import Permission
from crm_core.crm import Crm
from crm_core.models import Contact, Item, Suggestion, User
from crm_core.services import contacts, search, visible
from crm_core.services.labels import name_of
from crm_core.services.recommend.told import Match

OPEN = (Suggestion.state == "open", Suggestion.deleted_at.is_(None))
SUGGESTED, PINNED = 5.0, 100.0  # a wish counts 4; what is pinned comes first, whatever else is known


def suggest(crm: Crm, item: Item, contact: Contact, *, pinned: bool = False) -> Suggestion:
    """This item suits this contact. Said again, it is the later word that counts."""
    return _say(crm, item, contact, "open", pinned)


def dismiss(crm: Crm, item: Item, contact: Contact) -> Suggestion:
    """This item is nothing for this contact: neither is shown for the other, and what is like it counts less."""
    return _say(crm, item, contact, "dismissed", False)


def _say(crm: Crm, item: Item, contact: Contact, state: str, pinned: bool) -> Suggestion:
    crm.require(Permission.CONTACTS_WRITE, "say what suits somebody")
    contacts.require_write(crm, contact)
    query = select(Suggestion).where(Suggestion.contact_id == contact.id, Suggestion.item_id == item.id)
    row = crm.session.scalar(query.where(Suggestion.deleted_at.is_(None)).with_for_update())
    if row is None:
        row = Suggestion(contact_id=contact.id, item_id=item.id)
        crm.session.add(row)
    row.state, row.pinned, row.at = state, pinned, crm.now()
    row.user_id = crm.actor.id if crm.actor.is_user else None
    crm.session.flush()
    return row


def contacts_for(crm: Crm, item: Item) -> list[Match[Contact]]:
    query = (
        select(Suggestion, Contact)
        .join(Contact, Contact.id == Suggestion.contact_id)
        .where(Suggestion.item_id == item.id, visible.contacts(crm), Contact.state == "active")
    )
    rows = crm.session.execute(query.where(*OPEN).order_by(Suggestion.id))
    return [Match(contact, _score(row), _why(crm, row)) for row, contact in rows]


def items_for(crm: Crm, contact: Contact) -> list[Match[Item]]:
    """Those still to be had."""
    query = (
        select(Suggestion, Item)
        .join(Item, Item.id == Suggestion.item_id)
        .where(Suggestion.contact_id == contact.id, visible.items(crm), search.status_is("available"))
    )
    rows = crm.session.execute(query.where(*OPEN).order_by(Suggestion.id))
    return [Match(item, _score(row), _why(crm, row)) for row, item in rows]


def _score(row: Suggestion) -> float:
    return PINNED if row.pinned else SUGGESTED


def _why(crm: Crm, row: Suggestion) -> str:
    return f"{'pinned' if row.pinned else 'suggested'} by {name_of(crm, User, row.user_id)}"
