"""What was said: wishes first, then tastes that were told. Every match says why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import exists, or_, select

from crm_core.crm import Crm
from crm_core.models import Contact, Item, Wish
from crm_core.services import matching, purchases, search, visible, wishes, words

Row = TypeVar("Row", Item, Contact)
CANDIDATES = 200
# Words of a taste that fit almost anything.
BROAD = (
    search.SMALL_WORDS
    | words.DETERMINERS
    | {
        "works",
        "work",
        "art",
        "large",
        "small",
        "new",
        "likes",
        "mostly",
        "only",
        "things",
    }
)


@dataclass(frozen=True)
class Match(Generic[Row]):
    """A row with the reasons it was chosen for, strongest first."""

    row: Row
    score: float
    why: str


def items_for(crm: Crm, contact: Contact) -> list[Match[Item]]:
    """What is available now and fits somebody, best first. What is beyond their price is left out."""
    bought = purchases.of(crm, contact)
    had = {purchase.item_id for purchase in bought}
    open_wishes = wishes.of(crm, contact)
    likely = [_likely(taste) for taste in [contact.likes or "", *(wish.text for wish in open_wishes)]]
    reach = [Item.search.op("@@")(matching.as_query(query)) for query in likely if query]
    if not reach:
        return []
    query = select(Item).where(visible.items(crm), search.status_is("available"), or_(*reach))
    rows = crm.session.scalars(query.order_by(Item.id.desc()).limit(CANDIDATES))
    found = [_match(item, item, contact, open_wishes) for item in rows if may_want(item, had)]
    return sorted((match for match in found if match), key=lambda each: (-each.score, -each.row.id))


def may_want(item: Item, had: Collection[int | None]) -> bool:
    """Nobody buys a unique work twice; goods they do."""
    return item.kind == "goods" or item.id not in had


def contacts_for(crm: Crm, item: Item) -> list[Match[Contact]]:
    """Who would like an item, best first."""
    about = words.tokens(
        f"{item.title} {item.maker or ''} {item.medium or ''} {item.category or ''} {item.year or ''}"
    )
    spoken = [word for word in about if word not in BROAD]
    query = " | ".join(words.any_of([word, words.singular(word)], "C") for word in spoken)
    wished = exists().where(Wish.contact_id == Contact.id, Wish.state == "open", Wish.deleted_at.is_(None))
    reach = [Contact.search.op("@@")(matching.as_query(query)), wished]
    people = select(Contact).where(visible.contacts(crm), Contact.state == "active", or_(*reach))
    if item.consignor_id:
        people = people.where(Contact.id != item.consignor_id)
    rows = crm.session.scalars(people.order_by(Contact.id).limit(CANDIDATES)).all()
    found = [_match(person, item, person, wishes.of(crm, person)) for person in rows]
    return sorted((match for match in found if match), key=lambda each: (-each.score, each.row.id))


def _likely(taste: str) -> str:
    spoken = [word for word in words.tokens(taste) if word not in BROAD]
    return " | ".join(words.any_of([word, words.singular(word)]) for word in spoken)


def _match(row: Row, item: Item, contact: Contact, open_wishes: list[Wish]) -> Match[Row] | None:
    """The match of an item and a contact, as a match of the one that is looked for (`row`)."""
    if not affordable(item, contact):
        return None
    about = {words.singular(word) for word in words.tokens(_all_of(item))}
    reasons: list[tuple[int, str]] = []
    for wish in open_wishes:
        wanted = {words.singular(word) for word in words.tokens(wish.text) if word not in BROAD}
        if wanted and wanted <= about and _within(item, wish):
            reasons.append((4, f"looking for {wish.text}"))
    for taste in (contact.likes or "").split(","):
        wanted = {words.singular(word) for word in words.tokens(taste) if word not in BROAD}
        if wanted and wanted & about:
            whole = wanted <= about
            reasons.append((3 if whole else 1, f"likes {taste.strip()}"))
    if not reasons:
        return None
    reasons.sort(key=lambda each: -each[0])
    why = ", ".join(dict.fromkeys(reason for _, reason in reasons))
    return Match(row, sum(score for score, _ in reasons), why)


def _all_of(item: Item) -> str:
    known = (item.title, item.maker, item.medium, item.category, item.description, item.reference, item.year)
    return " ".join(str(each) for each in known if each)


def affordable(item: Item, contact: Contact) -> bool:
    same = contact.max_price_currency == item.currency
    return not (same and contact.max_price and item.price and item.price > contact.max_price)


def _within(item: Item, wish: Wish) -> bool:
    return not (
        wish.max_price and item.price and wish.currency == item.currency and item.price > wish.max_price
    )
