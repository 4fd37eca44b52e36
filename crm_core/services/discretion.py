"""What a message to a collector may not give away: costs and lowest prices, other people, what is only for us.

Asked when somebody writes, so that they hear of it at once, and by the last gate, whoever wrote. The sentences say
which item or whose matter it is, never the amount itself: who may not see a cost must not learn it from a refusal.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Text, any_, cast, func, or_, select
from sqlalchemy.dialects.postgresql import ARRAY

from crm_core.crm import Crm
from crm_core.errors import Refused
from crm_core.models import Address, Contact, Item, Note, Offer, Order, OrderLine, Piece, User
from crm_core.services import amounts, contacts, words
from crm_core.services.numbers import phone_number

LONGEST = 8  # words of a title or a name
LEAST = 4  # words of a note, before its words are its own
BARE_MONEY = 1000  # a smaller number is an amount only where a currency says so
# A name made of these alone is nobody's: what lists of customers call those who gave none.
NOBODY = frozenset(
    "a an the new old private cash online web walk in walkin guest unknown anonymous client clients customer customers"
    " collector buyer visitor contact gallery shop store studio museum art show fair sale day no name".split()
)
PHONE = re.compile(r"\+?\d[\d\s().-]{6,}\d")
MAIL = re.compile(r"[\w.+-]+@[\w-]+\.[\w.-]+\w")


def check(crm: Crm, contact: Contact | None, text: str, item_id: int | None = None) -> None:
    """Refused, with what it gives away, before anybody is asked for an OK."""
    found = leak(crm, contact, text, item_id)
    if found:
        raise Refused(why=f"I can't send that: {found}. Please say it another way.")


def leak(
    crm: Crm,
    contact: Contact | None,
    text: str,
    item_id: int | None = None,
    *,
    money: bool = True,
    about: list[Item] | None = None,
) -> str:
    """What the words give away to this contact; "" where nothing.

    money: False for what we print from an invoice. about: what `spoken_of` found in them, where that is known already.
    """
    said = grams(text)
    about = spoken_of(crm, said, item_id) if about is None else about
    family = contacts.family(crm, contact) if contact is not None else []
    checks = [_people(crm, said, family, about), _ways(crm, text, family), _notes(crm, text, family, about)]
    checks += [_secret_amounts(crm, text, family, about)] if money else []
    return next((found for each in checks for found in each), "")


def grams(text: str) -> list[str]:
    """Every run of up to eight words: what a title or a name is looked up by."""
    said = [re.sub(r"['’]s$", "", word.strip('.,;:!?"“”()«»')) for word in text.split()]
    said = [word for word in said if word]
    runs = {
        " ".join(said[at : at + size]) for size in range(1, LONGEST + 1) for at in range(len(said) - size + 1)
    }
    return sorted(runs)


def spoken_of(crm: Crm, said: list[str], item_id: int | None = None) -> list[Item]:
    """The items whose whole title or number the words name, and the one the message is about anyway."""
    numbers = [each.upper() for each in said if " " not in each and any(letter.isdigit() for letter in each)]
    # Apart, so that each is looked up by its index.
    named = select(Item.id).where(_among(Item.title, said), Item.deleted_at.is_(None))
    numbered = select(Item.id).where(func.upper(Item.sku).in_(numbers), Item.deleted_at.is_(None))
    found = {*crm.session.scalars(named), *crm.session.scalars(numbered)} | ({item_id} if item_id else set())
    return (
        list(crm.session.scalars(select(Item).where(Item.id.in_(found)).order_by(Item.id))) if found else []
    )


def _among(column: Any, said: list[str]) -> ColumnElement[bool]:
    """Written so that Postgres makes the list once and looks each entry up by the index on plain(column)."""
    listed = func.unnest(cast(said, ARRAY(Text))).column_valued()
    plains = func.array(select(func.plain(listed)).scalar_subquery(), type_=ARRAY(Text))
    return func.plain(column) == any_(plains)


def _people(crm: Crm, said: list[str], family: list[int], about: list[Item]) -> Iterator[str]:
    """A first name alone may be anybody's; a whole name is somebody, and a consignor's of this item in any case."""
    owners = {item.consignor_id: item.title for item in about if item.consignor_id}
    named = select(Contact.id, Contact.name).where(_among(Contact.name, said), Contact.deleted_at.is_(None))
    found = crm.session.execute(named.order_by(Contact.id)).all()
    own = (
        set(crm.session.scalars(select(func.plain(Contact.name)).where(Contact.id.in_(family))))
        if found
        else set()
    )
    for contact_id, name in found:
        nobody = set(re.findall(r"[^\W\d_]+", words.plain(name))) <= NOBODY
        whole = " " in name.strip() or contact_id in owners
        if nobody or not whole or contact_id in family or words.plain(name) in own or _is_public(crm, name):
            continue
        if contact_id in owners:
            yield f"it names who consigned {owners[contact_id]}"
        else:
            yield f"it names another client, {name}"


def _is_public(crm: Crm, name: str) -> bool:
    """Makers of what we sell, and colleagues: their names are said to everybody."""
    made = select(Item.id).where(
        Item.search.op("@@")(func.plainto_tsquery("simple", func.plain(name))),
        func.plain(Item.maker) == func.plain(name),
    )
    colleague = select(User.id).where(func.plain(User.name) == func.plain(name))
    return crm.session.scalar(made.union_all(colleague).limit(1)) is not None


def _ways(crm: Crm, text: str, family: list[int]) -> Iterator[str]:
    """Somebody else's number or e-mail."""
    numbers = [phone_number(match[0], crm.settings.region) for match in PHONE.finditer(text)]
    values = {each for each in numbers if each} | {match[0].lower() for match in MAIL.finditer(text)}
    if not values:
        return
    theirs = select(Address.value).where(Address.value.in_(values), Address.deleted_at.is_(None))
    mine = theirs.where(or_(Address.contact_id.in_(family), Address.user_id.is_not(None)))
    query = theirs.where(Address.contact_id.is_not(None), Address.value.not_in(mine))
    for value in crm.session.scalars(query.limit(1)):
        yield f"it gives away how to reach another client, {value}"


def _notes(crm: Crm, text: str, family: list[int], about: list[Item]) -> Iterator[str]:
    ours = or_(Note.contact_id.in_(family), Note.item_id.in_([item.id for item in about]))
    said = f" {_flat(text)} "
    for note in crm.session.scalars(select(Note.text).where(ours, Note.deleted_at.is_(None))):
        kept = _flat(note)
        if len(kept.split()) >= LEAST and f" {kept} " in said:
            yield "it repeats a note that is only for us"


def _flat(text: str) -> str:
    return " ".join(words.TOKEN.findall(words.plain(text)))


def _secret_amounts(crm: Crm, text: str, family: list[int], about: list[Item]) -> Iterator[str]:
    said = set(figures(text))
    for item in about if said else ():
        secret = {each for each in (item.floor_price, item.cost) if each} & said
        if secret - _public(crm, item, family):
            yield f"it gives away what {item.title} cost us or the least it may go for"


def _public(crm: Crm, item: Item, family: list[int]) -> set[Decimal]:
    """What a client may know of it: its prices, what was offered to them or by them, what they bought it for."""
    offered = select(Offer.price).where(Offer.item_id == item.id, Offer.contact_id.in_(family))
    bought = (
        select(OrderLine.unit_price, OrderLine.total)
        .join(Order, Order.id == OrderLine.order_id)
        .where(OrderLine.item_id == item.id, Order.contact_id.in_(family))
    )
    pieces = select(Piece.price).where(Piece.item_id == item.id, Piece.price.is_not(None))
    known = {item.price, Decimal(item.year or 0), *crm.session.scalars(offered), *crm.session.scalars(pieces)}
    known |= {amount for row in crm.session.execute(bought) for amount in row}
    return {amount for amount in known if amount is not None}


def figures(text: str) -> Iterator[Decimal]:
    """The amounts in a text: "$4,500", "4.5k", "4 500 kr", and any bare number of a thousand and more."""
    for figure in amounts.found_in(text):
        if figure.is_marked or figure.number >= BARE_MONEY:
            yield figure.number
