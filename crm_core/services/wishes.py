"""What collectors look for: kept in their words, matched against what there is."""

from __future__ import annotations

from sqlalchemy import select

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Contact, Interest, Item, Wish
from crm_core.money import Money
from crm_core.services import contacts, photos, search, visible, vocabulary, words


def add(crm: Crm, contact: Contact, text: str, max_price: Money | None = None) -> Wish:
    """Keep a wish; the same wish again is the same one, with the newer price. A picture of the message it comes with is
    one of what is meant.
    """
    if not crm.actor.is_guest:
        contacts.require_write(crm, contact)
    known = [wish for wish in of(crm, contact) if words.tokens(wish.text) == words.tokens(text)]
    if known and crm.actor.is_guest:
        return known[0]
    wish = known[0] if known else Wish(contact_id=contact.id, text=text.strip(), words=words.tokens(text))
    if max_price is not None:
        wish.max_price, wish.currency = max_price.amount, max_price.currency
    picture = photos.reference(crm)
    wish.photo_key = (picture or {}).get("key") or wish.photo_key
    crm.session.add(wish)
    crm.session.flush()
    if picture is not None:
        photos.refers_to(crm, picture, wish)
    vocabulary.learn(crm, "contact", text)
    return wish


def of(crm: Crm, contact: Contact) -> list[Wish]:
    """Somebody's open wishes, oldest first."""
    query = select(Wish).where(Wish.contact_id == contact.id, Wish.state == "open", Wish.deleted_at.is_(None))
    return list(crm.session.scalars(query.order_by(Wish.id)))


def listed(crm: Crm, limit: int, after: int | None = None) -> list[tuple[Wish, Contact]]:
    """Everybody's open wishes, newest first."""
    query = select(Wish, Contact).join(Contact, Contact.id == Wish.contact_id)
    query = query.where(Wish.state == "open", Wish.deleted_at.is_(None), visible.contacts(crm))
    if after:
        query = query.where(Wish.id < after)
    return [(row[0], row[1]) for row in crm.session.execute(query.order_by(Wish.id.desc()).limit(limit))]


def remove(crm: Crm, contact: Contact, said: str) -> Wish:
    """Drop the wish with these words. Refused where none or several fit."""
    contacts.require_write(crm, contact)
    spoken = set(words.tokens(said))
    known = of(crm, contact)
    fitting = [wish for wish in known if spoken <= set(words.tokens(wish.text))]
    if len(fitting) != 1:
        mine = "; ".join(wish.text for wish in (fitting or known)) or "nothing"
        raise Refused(why=f"Which wish do you mean? {contact.name} is looking for: {mine}.")
    fitting[0].state = "dropped"
    crm.session.flush()
    return fitting[0]


def shown(wish: Wish) -> str:
    """ "1968 Speedmaster, up to $6,000.00"."""
    price = f", up to {Money.of(wish.max_price, wish.currency)}" if wish.max_price and wish.currency else ""
    return wish.text + price + (" (with a picture)" if wish.photo_key else "")


def matches(crm: Crm, wish: Wish, limit: int = 3) -> list[Item]:
    """What is available now and has all words of a wish, within its price."""
    most = Money.of(wish.max_price, wish.currency) if wish.max_price is not None and wish.currency else None
    page = search.search_items(crm, wish.text, max_price=most, status="available", limit=limit)
    return [] if page.mended else page.rows


def interest(crm: Crm, contact: Contact, kind: str, text: str, item: Item | None = None) -> Interest:
    """Evidence of what somebody asked or said they like, in their own words."""
    row = Interest(
        contact_id=contact.id,
        item_id=item.id if item else None,
        kind=kind,
        words=text[:500],
        inbox_id=crm.inbox_id,
        created_at=crm.now(),
    )
    crm.session.add(row)
    crm.session.flush()
    return row
